import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import {
  createdOf,
  type entitiesOf,
  idsOf,
  key,
  lifetime,
  newTestId,
  openTestDataApp,
  otherKey,
  realId,
  type TestDataApp,
} from '../../../test/test-data-app.ts'
import { defineTestEntity } from '../entity.ts'
import { defineTestScenario } from '../scenario.ts'
import { createTestDataApi } from './create-test-data-api.ts'
import type { TestDataApiOptions } from './options.ts'

/** What the application's own code may do wrong, and what is promised all the same. */

let app: TestDataApp
let testId: string
let before: string
beforeEach(async () => {
  app = await openTestDataApp('sqlite::memory:')
  before = await app.checksum()
  testId = newTestId()
})
afterEach(() => app.close())

type Builders = ReturnType<typeof entitiesOf>['builders']

/** Another server on the same registry, with other code for builders. */
function serve(builders: Partial<Builders>, options: Partial<TestDataApiOptions> = {}) {
  return createTestDataApi({
    entities: { ...app.entities, builders: { ...app.entities.builders, ...builders } },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
    clock: app.now,
    onEvent: (event) => app.events.push(event),
    ...options,
  })
}

async function ask(api: (request: Request) => Promise<Response>, path: string, body: object) {
  const response = await api(app.request({ path, testId, body }))
  const text = await response.text()
  return { status: response.status, text, json: z.record(z.string(), z.unknown()).parse(JSON.parse(text)) }
}

const one = { ...lifetime, inputs: [{ name: 'Ada' }] }
const alerts = () => app.events.filter(({ type }) => type === 'alert')

test('create that answers a record of another test is refused, and the record stays', async () => {
  const theirs = newTestId()
  const [id = ''] = await app.builders(theirs, ['Theirs'])
  const found = serve({
    create: async () => ({ id, name: 'understudy_test_Theirs', email: '', isTest: true }),
    findCreation: () => undefined,
  })
  const answer = await ask(found, 'builders', one)
  expect([answer.status, answer.json.message]).toEqual([500, expect.stringContaining('registered by another creation')])
  expect(alerts()).toHaveLength(1)
  await ask(found, 'cleanup', {})
  expect(await app.entities.builders.find(id)).toBeDefined()
})

test('an id that is not about.id needs findCreation: without it what was created is removed and refused', async () => {
  const numbered = serve({
    async create(input, about) {
      return app.entities.builders.create(input, { ...about, id: 'its-own' })
    },
  })
  const answer = await ask(numbered, 'builders', one)
  expect([answer.status, answer.json.message]).toEqual([500, expect.stringContaining('findCreation')])
  expect(await app.checksum()).toBe(before)
})

test.each([
  ['nothing', undefined],
  ['a record without an id', { name: 'understudy_test_x', isTest: true }],
  ['an id that is no id', { id: {}, name: 'understudy_test_x', isTest: true }],
  ['an empty id', { id: '', name: 'understudy_test_x', isTest: true }],
])('create that answers %s has failed', async (_what, record) => {
  // What TypeScript would refuse, JavaScript may give.
  const wrong = serve({ create: async () => record as Awaited<ReturnType<Builders['create']>> })
  expect((await ask(wrong, 'builders', one)).status).toBe(500)
})

test('remove that removes nothing is found out', async () => {
  await app.builders(testId, ['Ada'])
  const { json } = await ask(serve({ remove: () => undefined }), 'cleanup', {})
  expect(json).toMatchObject({ complete: false, failures: [{ reason: 'it is still there after its removal' }] })
  expect((await app.send({ path: 'cleanup', testId, body: {} })).json).toMatchObject({ deleted: { builders: 1 } })
})

test('find that fails leaves the record, and says so', async () => {
  await app.builders(testId, ['Ada'])
  const failing = serve({
    find() {
      throw new Error('the application is down')
    },
  })
  const { json, text } = await ask(failing, 'cleanup', {})
  expect(json).toMatchObject({ complete: false, failures: [{ reason: 'it could not be looked up' }] })
  expect(text).not.toContain('is down')
  expect(alerts()).toHaveLength(1)
  expect((await app.send({ path: 'cleanup', testId, body: {} })).json).toMatchObject({ complete: true })
})

test('an outside system that fails is tried again, though the record is gone', async () => {
  const [builder = ''] = await app.builders(testId, ['Ada'])
  await ask(app.api, 'bookings', { ...lifetime, inputs: [{ builderId: builder }] })
  const { outside, ...bookings } = app.entities.bookings
  const down = createTestDataApi({
    entities: {
      ...app.entities,
      bookings: { ...bookings, outside: { ...outside!, remove: () => Promise.reject(new Error('down')) } },
    },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
  })
  const first = await ask(down, 'cleanup', {})
  expect(first.json).toMatchObject({ complete: false, deleted: { builders: 1 }, failures: [{ type: 'bookings' }] })
  expect((await app.send({ path: 'cleanup', testId, body: {} })).json).toMatchObject({ complete: true })
  expect(await app.checksum()).toBe(before)
})

test('a type that the application no longer knows is said', async () => {
  const [id] = await app.builders(testId, ['Ada'])
  const { bookings } = app.entities
  const without = createTestDataApi({ entities: { bookings }, enabled: true, secret: { id: 'ci', key }, store: app.db })
  expect((await ask(without, 'cleanup', {})).json).toMatchObject({ complete: false, failures: [{ id }] })
  await app.send({ path: 'cleanup', testId, body: {} })
})

test('a scenario that does not wait for what it creates is undone whole', async () => {
  const hasty = createTestDataApi({
    entities: app.entities,
    scenarios: {
      hasty: defineTestScenario(app.entities, {
        input: z.object({}),
        async create(_input, make) {
          make.create('builders', { name: 'late' }).catch(() => {})
          make.create('builders', { name: 'later' }).catch(() => {})
          throw new Error('before they are there')
        },
      }),
    },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
  })
  expect((await ask(hasty, 'hasty', { ...lifetime, inputs: [{}] })).status).toBe(500)
  expect(await app.checksum()).toBe(before)
})

test('what a scenario has not waited for when it fails is waited for, and then undone', async () => {
  const { builders } = app.entities
  const entities = {
    ...app.entities,
    builders: {
      ...builders,
      async create(...given: Parameters<typeof builders.create>) {
        await setTimeout(200)
        return builders.create(...given)
      },
    },
  }
  const hasty = createTestDataApi({
    entities,
    scenarios: {
      hasty: defineTestScenario(entities, {
        input: z.object({}),
        async create(_input, make) {
          make.create('builders', { name: 'late' }).catch(() => {})
          await setTimeout(100)
          throw new Error('while it is being created')
        },
      }),
    },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
  })
  expect((await ask(hasty, 'hasty', { ...lifetime, inputs: [{}] })).status).toBe(500)
  await setTimeout(300)
  expect(await app.checksum()).toBe(before)
})

test('a scenario of which one record failed has failed, also where it goes on without', async () => {
  const forgiving = createTestDataApi({
    entities: app.entities,
    scenarios: {
      forgiving: defineTestScenario(app.entities, {
        input: z.object({}),
        async create(_input, make) {
          await make.create('builders', { name: 'kept' })
          await make.create('builders', { name: 'lost', fails: 'after' }).catch(() => {})
        },
      }),
    },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
  })
  expect((await ask(forgiving, 'forgiving', { ...lifetime, inputs: [{}] })).status).toBe(500)
  expect(await app.checksum()).toBe(before)
})

test('a scenario that goes on after its end creates nothing more', async () => {
  let late: Promise<unknown> = Promise.resolve()
  const slow = createTestDataApi({
    entities: app.entities,
    scenarios: {
      slow: defineTestScenario(app.entities, {
        input: z.object({}),
        async create(_input, make) {
          late = setTimeout(50).then(() => make.create('builders', { name: 'late' }))
          late.catch(() => {})
        },
      }),
    },
    enabled: true,
    secret: { id: 'ci', key },
    store: app.db,
  })
  expect((await ask(slow, 'slow', { ...lifetime, inputs: [{}] })).status).toBe(200)
  await expect(late).rejects.toThrow('The scenario has ended')
  expect(await app.checksum()).toBe(before)
})

test('whole numbers beyond what JSON numbers hold are their digits, dates are text', async () => {
  const rows = new Map<string, object>()
  const things = defineTestEntity({
    input: z.object({}),
    create(_input, about) {
      const row = { id: about.id, name: about.mark('x'), isTest: true, big: 2n ** 63n, at: new Date(0) }
      rows.set(row.id, row)
      return row
    },
    find: (id) => rows.get(id),
    remove: (id) => void rows.delete(id),
  })
  const api = createTestDataApi({ entities: { things }, enabled: true, secret: { id: 'ci', key }, store: app.db })
  const { json } = await ask(api, 'things', { ...lifetime, inputs: [{}] })
  expect(createdOf(json)[0]?.record).toMatchObject({ big: '9223372036854775808', at: '1970-01-01T00:00:00.000Z' })
})

test('a listener that throws changes nothing', async () => {
  const loud = serve(
    {},
    {
      onEvent() {
        throw new Error('the listener')
      },
    },
  )
  expect((await ask(loud, 'builders', one)).status).toBe(200)
})

test('closing waits for what is running', async () => {
  let ended = false
  let begun: () => void = () => {}
  const beginning = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow = serve({
    async create(input, about) {
      begun()
      await setTimeout(100)
      const row = await app.entities.builders.create(input, about)
      ended = true
      return row
    },
  })
  const running = ask(slow, 'builders', one)
  await beginning
  await slow.close()
  expect(ended).toBe(true)
  expect((await running).status).toBe(200)
})

test('the reaper runs by itself where it is asked to', async () => {
  await app.builders(testId, ['Ada'])
  app.pass(61)
  const reaping = serve({}, { reapEvery: 0.05 })
  await vi.waitFor(async () => expect(await app.checksum()).toBe(before), { timeout: 20_000 })
  expect(app.events).toContainEqual({ type: 'reaped', removed: 1, failures: 0 })
  await reaping.close()
})

describe('keys', () => {
  const rotated = (ids: readonly string[]) =>
    serve(
      {},
      {
        secret: [
          { id: 'old', key, owner: 'team' },
          { id: 'new', key: otherKey, owner: 'team' },
        ].filter(({ id }) => ids.includes(id)),
      },
    )

  test('are replaced without an hour in which nothing works: both live, then the old one does not', async () => {
    const both = rotated(['old', 'new'])
    const sent = { path: 'builders', testId, body: one }
    const created = await both(app.request({ ...sent, keyId: 'old' }))
    expect(created.status).toBe(200)
    const cleaned = await rotated(['new'])(
      app.request({ path: 'cleanup', testId, keyId: 'new', key: otherKey, body: {} }),
    )
    expect(await cleaned.json()).toMatchObject({ deleted: { builders: 1 }, complete: true })
    expect((await rotated(['new'])(app.request({ ...sent, keyId: 'old' }))).status).toBe(401)
    expect(await app.checksum()).toBe(before)
  })
})

test('what another reads of a registry that a newer version has made is nothing', async () => {
  await app.send({ testId })
  await app.db.query('update understudy_test_api_version set version = 99')
  const old = serve({})
  expect((await ask(old, 'builders', one)).status).toBe(500)
  expect(app.events.filter(({ type }) => type === 'failed')).toMatchObject([{ error: { code: 'TEST_API_FAILED' } }])
  expect(await app.checksum()).toBe(before)
})

test('a record that the application deleted itself is no failure', async () => {
  const { json } = await ask(app.api, 'builders', one)
  await app.db.query('delete from builders where id = $1', [idsOf(json)[0]])
  expect((await ask(app.api, 'cleanup', {})).json).toEqual({ deleted: {}, failures: [], complete: true })
})

test('an id that the application has given to a real record since is not removed', async () => {
  const [id = ''] = await app.builders(testId, ['Ada'])
  await app.db.query('delete from builders where id = $1', [id])
  await app.db.query("insert into builders values ($1, 'Somebody Real', 'real@example.org', 0)", [id])
  const { json } = await ask(app.api, 'cleanup', {})
  expect(json).toMatchObject({
    complete: false,
    failures: [{ reason: expect.stringContaining('the prefix and the flag') }],
  })
  expect(await app.db.query('select name from builders where id = $1', [id])).toEqual([{ name: 'Somebody Real' }])
  expect(await app.entities.builders.find(realId)).toBeDefined()
})
