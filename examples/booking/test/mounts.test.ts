import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { type BookingManager, BookingTestData, bookingManager } from '../src/test-data/booking-test-data.ts'
import { mounts, type Served, secret } from './served.ts'

/** One suite over every mount: what answers is the same application, whatever serves it. */

const folder = await mkdtemp(join(tmpdir(), 'understudy-booking-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const places: [string, keyof typeof mounts, () => Promise<string>][] = [
  ['Hono', 'Hono', async () => `sqlite:${join(folder, 'hono.db')}`],
  ['Hono on Postgres', 'Hono', () => testDatabase('booking')],
  ['Express', 'Express', async () => `sqlite:${join(folder, 'express.db')}`],
  ['node:http', 'node:http', async () => `sqlite:${join(folder, 'node.db')}`],
  ['Next.js', 'Next.js', async () => `sqlite:${join(folder, 'next.db')}`],
]

describe.each(places)('%s', (_name, mount, url) => {
  let served: Served
  let manager: BookingManager
  let testData: BookingTestData

  beforeAll(async () => {
    served = await mounts[mount](await url())
    await served.db.query(`insert into builders values ('real', 'Ada Real', 'ada@example.org', '[]', 100, 1, 0)`)
  })
  afterAll(() => served[Symbol.asyncDispose]())
  beforeEach(() => {
    manager = bookingManager(served.baseUrl, {
      secret,
      retries: 0,
      ledger: { folder: join(folder, 'ledger') },
      ...(served.fetch && { fetch: served.fetch }),
    })
    testData = new BookingTestData(manager, manager.getTestId())
  })
  afterEach(async () => {
    served.flag.on = true
    expect((await manager.cleanup()).complete).toBe(true)
    await manager.close()
    expect(await testRows(served)).toBe(0)
  })

  test('lets a test in, and says what it may create', async () => {
    expect(await manager.initialize()).toMatchObject({
      entities: ['builders', 'session-types', 'clients', 'bookings'],
      scenarios: ['booking-scenarios'],
    })
  })

  test('creates a builder with what is usual, and one with what is said', async () => {
    const usual = await testData.createTestBuilder()
    expect(usual).toMatchObject({
      name: 'understudy_test_Test Builder 1',
      email: `${manager.getTestId()}_builder_1@example.com`,
      expertise: ['React', 'Node.js'],
      hourlyRate: 85,
      available: true,
      isTest: true,
    })
    const said = await testData.createTestBuilder({ name: 'Grace', hourlyRate: 120, availability: false })
    expect(said).toMatchObject({ name: 'understudy_test_Grace', hourlyRate: 120, available: false })
  })

  test('creates the sessions that a builder offers', async () => {
    const builder = await testData.createTestBuilder()
    const [usual] = await testData.createSessionTypes(builder.id)
    expect(usual).toMatchObject({ name: 'understudy_test_Initial Consultation', duration: 60, price: 75 })
    const many = await testData.createSessionTypes(builder.id, [
      { name: 'Short', duration: 15, price: 20 },
      { name: 'Long', duration: 120, price: 150 },
    ])
    expect(many.map(({ duration, builderId }) => [duration, builderId])).toEqual([
      [15, builder.id],
      [120, builder.id],
    ])
  })

  test('creates a client with a user of the identity provider, and cleanup takes both', async () => {
    const client = await testData.createTestClient()
    expect(client.login).toMatch(/^user_/)
    expect(await served.db.query('select id from logins')).toEqual([{ id: client.login }])
    expect((await manager.cleanup()).deleted).toEqual({ clients: 1 })
    expect(await served.db.query('select id from logins')).toEqual([])
  })

  test('creates a whole booking at once, which a person could pay', async () => {
    const { booking, sessionType, client, builder } = await testData.createBookingScenario()
    expect(booking).toMatchObject({ status: 'PENDING', paymentStatus: 'PENDING', isTest: true })
    expect([booking.clientId, booking.sessionTypeId, sessionType.builderId]).toEqual([
      client.id,
      sessionType.id,
      builder.id,
    ])
    const paid = await testData.createTestClient()
    expect(paid.name).toBe('understudy_test_Test Client 1')
    expect((await manager.cleanup()).deleted).toEqual({ bookings: 1, clients: 2, 'session-types': 1, builders: 1 })
  })

  test('a booking in another state', async () => {
    const { booking } = await testData.createBookingScenario({ status: 'CONFIRMED', paymentStatus: 'PAID' })
    expect(booking).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' })
  })

  test('a shadow says what would be created, and creates nothing', async () => {
    const shadow = bookingManager(served.baseUrl, {
      secret,
      shadow: true,
      ledger: { folder: join(folder, 'ledger') },
      ...(served.fetch && { fetch: served.fetch }),
    })
    const { booking } = await new BookingTestData(shadow, shadow.getTestId()).createBookingScenario()
    expect(booking.reference).toMatch(/^understudy_test_/)
    expect(shadow.shadowed.map(({ type }) => type)).toEqual(['builders', 'session-types', 'clients', 'bookings'])
    expect(await testRows(served)).toBe(0)
    await shadow.close()
  })

  test('answers nothing while the flag is off', async () => {
    served.flag.on = false
    await expect(testData.createTestBuilder()).rejects.toMatchObject({ code: 'TEST_API_DISABLED' })
    expect(await testRows(served)).toBe(0)
  })

  test('refuses what is not valid, and names the places', async () => {
    await expect(testData.createTestBuilder({ email: 'nobody', hourlyRate: -1 })).rejects.toMatchObject({
      code: 'ENTITY_INVALID',
      details: { problems: [{ path: 'inputs[0].email' }, { path: 'inputs[0].hourlyRate' }] },
    })
  })

  test('refuses a body that is too long, and says so', async () => {
    await expect(testData.createTestBuilder({ expertise: ['x'.repeat(300_000)] })).rejects.toMatchObject({
      code: 'TEST_API_LIMITED',
    })
  })

  test('people do not see test data, and what is real stays', async () => {
    await testData.createTestBuilder()
    const others = await served.db.query('select name from builders where is_test = 0 and available = 1')
    expect(others).toEqual([{ name: 'Ada Real' }])
    if (!served.fetch) {
      const seen: unknown = await (await fetch(`${served.baseUrl}/api/builders`)).json()
      expect(seen).toMatchObject([{ name: 'Ada Real' }])
    }
  })
})

async function testRows({ db }: Served): Promise<number | undefined> {
  const [row] = await db.query<{ n: number }>(`
    select (select count(*) from builders where is_test = 1) + (select count(*) from session_types where is_test = 1)
      + (select count(*) from clients where is_test = 1) + (select count(*) from bookings where is_test = 1)
      + (select count(*) from logins) as n`)
  return row?.n
}
