import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { testDatabase } from '../../../../../test/database.ts'
import {
  type entitiesOf,
  idsOf,
  key,
  lifetime,
  newTestId,
  openTestDataApp,
  type TestDataApp,
} from '../../../test/test-data-app.ts'
import { defineTestScenario } from '../scenario.ts'
import { createTestDataApi } from './create-test-data-api.ts'

/** Servers that die, or are slow, in the middle of a creation. A server that never goes on is one that was killed. */

const postgresUrl = testDatabase('half_way')

/** Where a creation stops, until somebody lets it go on. */
class Gate {
  readonly reached: Promise<void>
  open: () => void = () => {}
  #arrive: () => void = () => {}
  readonly #opened: Promise<void>

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#arrive = resolve
    })
    this.#opened = new Promise((resolve) => {
      this.open = resolve
    })
  }

  async pass(): Promise<void> {
    this.#arrive()
    await this.#opened
  }
}

type Entities = ReturnType<typeof entitiesOf>

/** The same entities; what they create stops before or after its row, or after what is outside. */
function stopping(entities: Entities, where: 'before' | 'after' | 'outside', gate: Gate) {
  const { builders, bookings } = entities
  const create: Entities['builders']['create'] = async (input, about) => {
    if (where === 'before') await gate.pass()
    const made = await builders.create(input, about)
    if (where === 'after') await gate.pass()
    return made
  }
  const createBooking: Entities['bookings']['create'] = async (input, about) => {
    if (where === 'outside') await gate.pass()
    return bookings.create(input, about)
  }
  return { builders: { ...builders, create }, bookings: { ...bookings, create: createBooking } }
}

describe.each(['sqlite', 'postgres'])('on %s', (engine) => {
  let app: TestDataApp
  let testId: string
  let before: string
  let gate: Gate
  beforeEach(async () => {
    app = await openTestDataApp(engine === 'sqlite' ? 'sqlite::memory:' : await postgresUrl)
    before = await app.checksum()
    testId = newTestId()
    gate = new Gate()
  })
  // A gate that was not opened stays shut: its server is dead.
  afterEach(() => app.close())

  /** A second server on the same registry, whose creations stop. */
  const slow = (where: 'before' | 'after' | 'outside', limits = {}) =>
    createTestDataApi({
      entities: stopping(app.entities, where, gate),
      scenarios: app.scenarios,
      enabled: true,
      secret: { id: 'ci', key },
      store: app.db,
      clock: app.now,
      limits,
    })
  const creation = (idempotencyKey = 'once-half') => ({
    path: 'builders',
    testId,
    idempotencyKey,
    body: { ...lifetime, inputs: [{ name: 'Ada' }] },
  })

  test.each(['before', 'after'] as const)(
    'a creation whose server dies %s its row is retried on another server, and makes one record',
    async (where) => {
      void slow(where)(app.request(creation()))
      await gate.reached
      app.pass(1)
      const retried = await app.send(creation())
      expect(retried.status).toBe(200)
      expect(await app.testRows()).toBe(1)
      expect(await app.entities.builders.find(idsOf(retried.json)[0]!)).toBeDefined()
      await app.send({ path: 'cleanup', testId, body: {} })
      expect(await app.checksum()).toBe(before)
    },
  )

  test.each(['before', 'after'] as const)(
    'a server that was only slow %s its row finds that another one took over, and takes its own record back',
    async (where) => {
      const first = slow(where)(app.request(creation()))
      await gate.reached
      app.pass(1)
      const second = await app.send(creation())
      gate.open()
      expect((await first).status).toBe(409)
      expect(await app.testRows()).toBe(1)
      expect(await app.entities.builders.find(idsOf(second.json)[0]!)).toBeDefined()
      await app.send({ path: 'cleanup', testId, body: {} })
      expect(await app.checksum()).toBe(before)
    },
  )

  test('while its server may be alive, a retry waits and is told to come again', async () => {
    const serve = slow('before', { wait: 0.2 })
    void serve(app.request(creation()))
    await gate.reached
    const retried = await serve(app.request(creation()))
    expect([retried.status, retried.headers.get('Retry-After')]).toEqual([409, '2'])
    expect(await app.checksum()).toBe(before)
  })

  test.each(['before', 'after'] as const)(
    'a cleanup removes what a server that died %s its row left',
    async (where) => {
      void slow(where)(app.request(creation()))
      await gate.reached
      app.pass(1)
      const { json } = await app.send({ path: 'cleanup', testId, body: {} })
      expect(json).toEqual({ deleted: where === 'after' ? { builders: 1 } : {}, failures: [], complete: true })
      expect(await app.checksum()).toBe(before)
    },
  )

  test.each(['before', 'after'] as const)(
    'a cleanup waits for creations that are under way, %s their row',
    async (where) => {
      const first = slow(where)(app.request(creation()))
      await gate.reached
      const cleaned = app.send({ path: 'cleanup', testId, body: {} })
      setTimeout(gate.open, 200)
      expect((await cleaned).json).toMatchObject({ complete: true, failures: [] })
      // Its request was forgotten with the id; whichever of the two came first has removed the record.
      expect((await first).status).toBe(409)
      expect(await app.checksum()).toBe(before)
    },
  )

  test('a creation that outlasts the wait of a cleanup is said, and takes its record back itself', async () => {
    const first = slow('before')(app.request(creation()))
    await gate.reached
    const impatient = slow('before', { wait: 0.1 })
    const cleaned: unknown = await (await impatient(app.request({ path: 'cleanup', testId, body: {} }))).json()
    expect(cleaned).toMatchObject({ complete: false, failures: [{ reason: 'it is still being created' }] })
    gate.open()
    expect((await first).status).toBe(409)
    expect(await app.checksum()).toBe(before)
    expect((await app.send({ path: 'cleanup', testId, body: {} })).json).toMatchObject({ complete: true })
  })

  test.each(['before', 'after'] as const)(
    'the reaper removes what a server that died %s its row left',
    async (where) => {
      void slow(where)(app.request(creation()))
      await gate.reached
      app.pass(6)
      expect((await app.api.reap()).removed).toBe(where === 'after' ? 1 : 0)
      expect(await app.checksum()).toBe(before)
      app.pass(60)
      await app.api.reap()
      app.pass(2 * 1440)
      await app.api.reap()
      expect(await app.db.query('select * from understudy_test_api_records')).toEqual([])
      expect(await app.db.query('select * from understudy_test_api_ids')).toEqual([])
      expect(await app.db.query('select * from understudy_test_api_requests')).toEqual([])
    },
  )

  test('what is outside goes too when the server died between it and the record', async () => {
    const body = { ...lifetime, inputs: [{ bookings: 1 }] }
    void slow('outside')(app.request({ path: 'booked-builders', testId, body }))
    await gate.reached
    expect(await app.testRows()).toBe(2)
    app.pass(1)
    const { json } = await app.send({ path: 'cleanup', testId, body: {} })
    expect(json).toMatchObject({ complete: true, deleted: { builders: 1 } })
    expect(await app.checksum()).toBe(before)
  })

  test('a creation that is under way is not begun again after its test id is closed', async () => {
    const body = { ...lifetime, inputs: [{ name: 'a' }, { name: 'b' }] }
    const first = slow('after')(app.request({ ...creation(), body }))
    await gate.reached
    const cleaned = app.send({ path: 'cleanup', testId, body: {} })
    setTimeout(gate.open, 200)
    expect((await cleaned).json).toMatchObject({ failures: [], complete: true })
    expect((await first).status).toBe(409)
    expect(await app.checksum()).toBe(before)
  })

  test('a scenario that was taken over between two records begins no other', async () => {
    let begun = 0
    const { builders, bookings } = app.entities
    const entities = {
      builders: {
        ...builders,
        create: (...given: Parameters<typeof builders.create>) => {
          begun++
          return builders.create(...given)
        },
      },
      bookings,
    }
    const pausing = createTestDataApi({
      entities,
      scenarios: {
        'booked-builders': defineTestScenario(entities, {
          input: z.object({ bookings: z.number() }),
          async create(_input, make) {
            await make.create('builders', { name: 'first' })
            await gate.pass()
            await make.create('builders', { name: 'second' })
          },
        }),
      },
      enabled: true,
      secret: { id: 'ci', key },
      store: app.db,
      clock: app.now,
    })
    const sent = {
      path: 'booked-builders',
      testId,
      idempotencyKey: 'once-half',
      body: { ...lifetime, inputs: [{ bookings: 1 }] },
    }
    const first = pausing(app.request(sent))
    await gate.reached
    app.pass(1)
    expect((await app.send(sent)).status).toBe(200)
    gate.open()
    expect([(await first).status, begun]).toEqual([409, 1])
    expect(await app.testRows()).toBe(3)
    await app.send({ path: 'cleanup', testId, body: {} })
    expect(await app.checksum()).toBe(before)
  })

  test('a cleanup in the midst of many creations leaves nothing, and nobody stands in the way of another', async () => {
    const names = ['a', 'b', 'c']
    const create = (number: number) =>
      app.send({
        path: 'builders',
        testId,
        idempotencyKey: `once-many-${number}`,
        body: { ...lifetime, inputs: names.map((name) => ({ name })) },
      })
    const cleanup = () => app.send({ path: 'cleanup', testId, body: {} })
    const creations = Array.from({ length: 12 }, (_, number) => create(number))
    await creations[0]
    const cleanups = [cleanup(), cleanup()]
    const created = await Promise.all(creations)
    expect(created.filter(({ status }) => status !== 200 && status !== 409).map(({ text }) => text)).toEqual([])
    const cleaned = await Promise.all(cleanups)
    expect(cleaned.map(({ json }) => json.failures)).toEqual([[], []])
    expect(await app.checksum()).toBe(before)
    expect(app.events.filter(({ type }) => type === 'failed' || type === 'alert')).toEqual([])
  })

  test('two servers that make the tables at once agree', async () => {
    const url = engine === 'sqlite' ? 'sqlite::memory:' : await testDatabase('at_once')
    await using other = await openTestDataApp(url)
    const servers = Array.from({ length: 4 }, () =>
      createTestDataApi({
        entities: other.entities,
        enabled: true,
        secret: { id: 'ci', key },
        store: engine === 'sqlite' ? other.db : url,
      }),
    )
    const answers = await Promise.all(servers.map((server) => server(other.request({}))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await Promise.all(servers.map((server) => server.close()))
  })
})
