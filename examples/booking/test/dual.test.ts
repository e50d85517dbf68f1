import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, DualContextManager } from '@understudy/sdk'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { bookingApp } from '../src/app.ts'
import { createTables } from '../src/tables.ts'
import { bookingTestDataApi } from '../src/test-data/api.ts'
import { BookingTestData, bookingManager } from '../src/test-data/booking-test-data.ts'
import type { TestEntitiesOfBooking } from '../src/test-data/entities.ts'
import type { TestScenariosOfBooking } from '../src/test-data/scenarios.ts'
import { mounts, type Served, secret } from './served.ts'

/** One test body, run against a database of its own and against production: the report says where they differ. */

const folder = await mkdtemp(join(tmpdir(), 'understudy-booking-dual-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

type Manager = DualContextManager<TestEntitiesOfBooking, TestScenariosOfBooking>
type Context = Awaited<ReturnType<Manager['setupContext']>>
type Side = Context['database'] | Context['production']

let files = 0
const engines: [string, () => Promise<string>][] = [
  ['SQLite', async () => `sqlite:${join(folder, `own-${files++}.db`)}`],
  ['Postgres', () => testDatabase('booking_dual')],
]

describe.each(engines)('with a database in %s', (_engine, url) => {
  let production: Served
  let manager: Manager
  let context: Context
  beforeEach(async () => {
    production = await mounts.Hono(`sqlite:${join(folder, `production-${files++}.db`)}`)
    manager = new DualContextManager()
    context = await manager.setupContext('dual', {
      database: { url: await url(), prepare: { key: 'booking-1', run: createTables } },
      production: { baseUrl: production.baseUrl, secret },
      ledger: { folder: join(folder, 'ledger') },
    })
  })
  afterEach(async () => {
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await production.db.query('select id from builders union all select id from clients')).toEqual([])
    await manager.close()
    await production[Symbol.asyncDispose]()
  })

  /** A test: whoever pays for a booking has it confirmed. */
  async function payForBooking(side: Side) {
    const { testData, ask } = await worldOf(side, production)
    const { booking, client, sessionType } = await testData.createBookingScenario()
    await ask('POST', `/api/bookings/${booking.id}/pay`)
    const again = await ask('POST', '/api/bookings', { clientId: client.id, sessionTypeId: sessionType.id })
    return { paid: await ask('GET', `/api/bookings/${booking.id}`), again }
  }

  test('the same test passes on both sides, and nothing differs', async () => {
    const report = await compare(context, payForBooking, { ignore: ['reference'] })
    expect(report.text).toMatch(/^Both sides are alike/)
    expect(report.production).toMatchObject({
      status: 'passed',
      value: { paid: { status: 'CONFIRMED', paymentStatus: 'PAID' }, again: { status: 'PENDING', isTest: true } },
    })
  })

  test('where production has drifted, the report names the field', async () => {
    await production.db.execute(`
      create trigger hold_payments after update of payment_status on bookings
      begin
        update bookings set status = 'PENDING' where id = new.id;
      end;
    `)
    const report = await compare(context, payForBooking, { ignore: ['reference'] })
    expect(report.same).toBe(false)
    expect(report.text).toContain('The sides differ in 1 place')
    expect(report.text).toContain('returned.paid.status: database "CONFIRMED", production "PENDING"')
  })
})

/** What a test needs of a side: test data, and the application itself. */
async function worldOf(side: Side, production: Served) {
  if (side.mode === 'production') {
    return {
      testData: new BookingTestData(side.production, side.metadata.testId),
      ask: asking((request) => fetch(request), production.baseUrl),
    }
  }
  // On its own database the application runs in this process, with the same test data API.
  const api = bookingTestDataApi(side.database, { enabled: true, secret })
  const local = bookingManager('http://localhost', {
    ledger: { folder: join(folder, 'ledger') },
    secret,
    fetch: api,
    testId: `understudy_test_${side.metadata.runId.replaceAll(/[^a-z0-9]/g, '_')}`,
  })
  return {
    testData: new BookingTestData(local, local.getTestId()),
    ask: asking(bookingApp(side.database), 'http://localhost'),
  }
}

function asking(send: (request: Request) => Promise<Response>, baseUrl: string) {
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await send(
      new Request(`${baseUrl}${path}`, { method, ...(body && { body: JSON.stringify(body) }) }),
    )
    return response.json()
  }
}
