import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import {
  createdOf,
  idsOf,
  lifetime,
  newTestId,
  openTestDataApp,
  realId,
  type TestDataApp,
} from '../../../test/test-data-app.ts'
import { createTestDataApi } from './create-test-data-api.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-api-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
const engines: [string, () => Promise<string>][] = [
  ['sqlite', async () => `sqlite:${join(folder, `${files++}.db`)}`],
  ['postgres', () => postgresUrl],
]
const postgresUrl = testDatabase('test_data_api')

describe.each(engines)('the registry in %s', (_engine, url) => {
  let app: TestDataApp
  let testId: string
  let before: string
  beforeEach(async () => {
    app = await openTestDataApp(await url())
    before = await app.checksum()
    testId = newTestId()
  })
  afterEach(() => app.close())

  test('verify-access says what there is', async () => {
    const { status, json, headers } = await app.send({ testId, body: { ...lifetime, maxAgeMinutes: 30 } })
    expect(status).toBe(200)
    expect(json).toEqual({
      testId,
      prefix: 'understudy_test_',
      flag: 'isTest',
      expiresAt: expect.any(String),
      entities: ['builders', 'bookings'],
      scenarios: ['booked-builders'],
      records: {},
    })
    expect(Date.parse(String(json.expiresAt)) - app.now()).toBeGreaterThan(29 * 60_000)
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('X-Request-ID')).toMatch(/^[\w-]{36}$/)
  })

  test('what is created carries both marks, is registered, and cleanup removes it in reverse', async () => {
    const [builder = ''] = await app.builders(testId, ['Ada', 'Grace'])
    const { json } = await app.send({
      path: 'bookings',
      testId,
      body: { ...lifetime, inputs: [{ builderId: builder }] },
    })
    expect(createdOf(json)[0]?.record).toMatchObject({ reference: 'understudy_test_B-1', outside: /^outside-/ })
    expect(await app.testRows()).toBe(4)
    expect((await app.send({ testId })).json.records).toEqual({ builders: 2, bookings: 1 })
    const cleaned = await app.send({ path: 'cleanup', testId, body: {} })
    expect(cleaned.json).toEqual({ deleted: { bookings: 1, builders: 2 }, failures: [], complete: true })
    expect(await app.checksum()).toBe(before)
    const again = await app.send({ path: 'cleanup', testId, body: {} })
    expect(again.json).toEqual({ deleted: {}, failures: [], complete: true })
  })

  test('a name that has the prefix already does not get it twice', async () => {
    const body = { ...lifetime, inputs: [{ name: 'understudy_test_Ada' }] }
    const { json } = await app.send({ path: 'builders', testId, body })
    expect(createdOf(json)[0]?.record.name).toBe('understudy_test_Ada')
    await app.send({ path: 'cleanup', testId, body: {} })
  })

  test('verify-access counts what the application still has with both marks, when it is asked to look', async () => {
    const [first, second] = await app.builders(testId, ['Ada', 'Grace', 'Eve'])
    await app.db.query('delete from builders where id = $1', [first])
    await app.db.query('update builders set is_test = 0 where id = $1', [second])
    const records = async (body: object) => (await app.send({ testId, body: { ...lifetime, ...body } })).json.records
    expect(await records({ standing: true })).toEqual({ builders: 1 })
    expect(await records({})).toEqual({ builders: 3 })
    await app.db.query('update builders set is_test = 1 where id = $1', [second])
    await app.send({ path: 'cleanup', testId, body: {} })
  })

  test('a part that is named is removed, the rest stays, and twice is fine', async () => {
    const [first = '', second = ''] = await app.builders(testId, ['Ada', 'Grace'])
    const only = [{ type: 'builders', id: first }]
    expect((await app.send({ path: 'cleanup', testId, body: { only } })).json.deleted).toEqual({ builders: 1 })
    expect((await app.send({ path: 'cleanup', testId, body: { only } })).json).toEqual({
      deleted: {},
      failures: [],
      complete: true,
    })
    expect(await app.db.query('select id from builders where is_test = 1 order by id')).toEqual([{ id: second }])
    await app.send({ path: 'cleanup', testId, body: {} })
  })

  test('all of several are created or none', async () => {
    const inputs = [{ name: 'Ada' }, { name: 'Grace' }, { name: 'Eve', fails: 'before' }]
    const refused = await app.send({ path: 'builders', testId, body: { ...lifetime, inputs } })
    expect([refused.status, refused.json.errorCode]).toEqual([500, 'TEST_API_FAILED'])
    expect(refused.text).not.toContain('says no')
    expect(app.events.find(({ type }) => type === 'failed')).toMatchObject({
      operation: 'create builders',
      requestId: refused.json.requestId,
      error: new Error('the application says no'),
    })
    expect(await app.checksum()).toBe(before)
  })

  test('a creation that fails after it created is found by its id and taken back', async () => {
    const inputs = [{ name: 'Eve', fails: 'after' }]
    const refused = await app.send({ path: 'builders', testId, body: { ...lifetime, inputs } })
    expect(refused.status).toBe(500)
    expect(await app.checksum()).toBe(before)
  })

  test('a booking that fails takes back what belongs to it outside', async () => {
    const body = { ...lifetime, inputs: [{ builderId: 'nobody' }] }
    expect((await app.send({ path: 'bookings', testId, body })).status).toBe(500)
    expect(await app.checksum()).toBe(before)
  })

  test.each(['prefix', 'flag'] as const)('a record without the %s is removed again and refused', async (unmarked) => {
    const inputs = [{ name: 'Eve', unmarked }]
    const refused = await app.send({ path: 'builders', testId, body: { ...lifetime, inputs } })
    expect([refused.status, refused.json.message]).toEqual([
      500,
      expect.stringContaining(`the ${unmarked} of test data`),
    ])
    expect(await app.checksum()).toBe(before)
  })

  test('a record without any mark may be a real one: it is refused, told, and never touched', async () => {
    const inputs = [{ name: 'Found instead of created', unmarked: 'both' }]
    const refused = await app.send({ path: 'builders', testId, body: { ...lifetime, inputs } })
    expect(refused.status).toBe(500)
    const [alert, ...others] = app.events.filter(({ type }) => type === 'alert')
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      testId,
      failures: [{ type: 'builders', reason: expect.stringContaining('no mark') }],
    })
    await app.send({ path: 'cleanup', testId, body: {} })
    expect(await app.db.query("select name from builders where name like 'Found%'")).toHaveLength(1)
    await app.db.query("delete from builders where name like 'Found%'")
  })

  test('a scenario creates all or nothing, and says what it made', async () => {
    const body = { ...lifetime, inputs: [{ bookings: 2 }] }
    const { json } = await app.send({ path: 'booked-builders', testId, body })
    expect(createdOf(json).map(({ type }) => type)).toEqual(['builders', 'bookings', 'bookings'])
    expect(json.result).toEqual({
      builder: 'understudy_test_Booked',
      bookings: idsOf(json).slice(1).map(Number),
    })
    const other = newTestId()
    const failing = { ...lifetime, inputs: [{ bookings: 2, fails: true }] }
    expect((await app.send({ path: 'booked-builders', testId: other, body: failing })).status).toBe(500)
    expect((await app.send({ path: 'cleanup', testId, body: {} })).json.deleted).toEqual({ bookings: 2, builders: 1 })
    expect(await app.checksum()).toBe(before)
  })

  test('a shadow validates and says what would be, and creates nothing', async () => {
    const shadow = 'true'
    const made = await app.send({ path: 'builders', testId, shadow, body: { ...lifetime, inputs: [{ name: 'Ada' }] } })
    expect(made.json).toMatchObject({ shadow: true })
    expect(createdOf(made.json)[0]?.record).toMatchObject({ name: 'understudy_test_Ada', isTest: true })
    const whole = await app.send({
      path: 'booked-builders',
      testId,
      shadow,
      body: { ...lifetime, inputs: [{ bookings: 2 }] },
    })
    expect(createdOf(whole.json)).toHaveLength(3)
    const wrong = await app.send({ path: 'builders', testId, shadow, body: { ...lifetime, inputs: [{ name: '' }] } })
    expect(wrong.json.errorCode).toBe('ENTITY_INVALID')
    expect((await app.send({ testId, shadow })).json.records).toEqual({})
    expect(await app.checksum()).toBe(before)
    const [real = ''] = await app.builders(testId, ['Real'])
    expect((await app.send({ path: 'cleanup', testId, shadow, body: {} })).json.deleted).toEqual({ builders: 1 })
    expect(await app.entities.builders.find(real)).toBeDefined()
    await app.send({ path: 'cleanup', testId, body: {} })
  })

  test('a creation that is retried makes one record and answers the same, also at the same time', async () => {
    const sent = {
      path: 'builders',
      testId,
      idempotencyKey: 'once-0001',
      body: { ...lifetime, inputs: [{ name: 'Ada' }] },
    }
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.send(sent)))
    const later = await app.send(sent)
    expect(new Set([...answers, later].map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(later.status).toBe(200)
    expect(await app.testRows()).toBe(1)
    await app.send({ path: 'cleanup', testId, body: {} })
  })

  test('a creation that failed may be tried again with its key', async () => {
    const email = 'ada@example.org'
    const sent = {
      path: 'builders',
      testId,
      idempotencyKey: 'once-0002',
      body: { ...lifetime, inputs: [{ name: 'A', email }] },
    }
    expect((await app.send(sent)).status).toBe(500)
    await app.db.query('update builders set email = $1 where id = $2', ['moved@example.org', realId])
    expect((await app.send(sent)).status).toBe(200)
    await app.send({ path: 'cleanup', testId, body: {} })
    await app.db.query('update builders set email = $1 where id = $2', [email, realId])
    expect(await app.checksum()).toBe(before)
  })

  test('a cleanup closes the test id until it is verified again, and forgets its keys', async () => {
    const sent = {
      path: 'builders',
      testId,
      idempotencyKey: 'once-0003',
      body: { ...lifetime, inputs: [{ name: 'Ada' }] },
    }
    const first = await app.send(sent)
    await app.send({ path: 'cleanup', testId, body: {} })
    const late = await app.send(sent)
    expect([late.status, late.json.errorCode]).toEqual([409, 'TEST_ID_INVALID'])
    await app.send({ testId })
    const second = await app.send(sent)
    expect(second.status).toBe(200)
    expect(idsOf(second.json)).not.toEqual(idsOf(first.json))
    await app.send({ path: 'cleanup', testId, body: {} })
    expect(await app.checksum()).toBe(before)
  })

  test('what is not marked any more stays, is told, and the rest is removed', async () => {
    const [first = '', second = ''] = await app.builders(testId, ['Ada', 'Grace'])
    await app.db.query("update builders set name = 'Renamed' where id = $1", [first])
    const { json } = await app.send({ path: 'cleanup', testId, body: {} })
    expect(json).toEqual({
      deleted: { builders: 1 },
      failures: [{ type: 'builders', id: first, reason: 'it does not carry the prefix of test data, and stays' }],
      complete: false,
    })
    expect(await app.entities.builders.find(second)).toBeUndefined()
    expect(app.events.filter(({ type }) => type === 'alert')).toHaveLength(1)
    await app.db.query("update builders set name = 'understudy_test_back' where id = $1", [first])
    expect((await app.send({ path: 'cleanup', testId, body: {} })).json.complete).toBe(true)
    expect(await app.checksum()).toBe(before)
  })

  test('what cannot be removed now is said, and is removed the next time', async () => {
    const [builder = ''] = await app.builders(testId, ['Ada'])
    await app.db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-2', 0)", [builder])
    const first = await app.send({ path: 'cleanup', testId, body: {} })
    expect(first.json).toMatchObject({ complete: false, failures: [{ type: 'builders', id: builder }] })
    await app.db.query("delete from bookings where reference = 'R-2'")
    expect((await app.send({ path: 'cleanup', testId, body: {} })).json).toMatchObject({
      complete: true,
      deleted: { builders: 1 },
    })
  })

  test('the reaper removes what has expired, and only that', async () => {
    await app.builders(testId, ['Ada'])
    const long = newTestId()
    await app.builders(long, ['Grace'], {
      body: { scope: 'persistent_environment', maxAgeMinutes: 1440, inputs: [{ name: 'G' }] },
    })
    app.pass(61)
    const { removed } = await app.api.reap()
    expect([removed, await app.testRows()]).toEqual([1, 1])
    app.pass(3 * 1440)
    expect((await app.api.reap()).removed).toBe(1)
    expect(await app.checksum()).toBe(before)
    expect(await app.db.query('select * from understudy_test_api_nonces')).toEqual([])
  })

  test('data older than the cap is left to the reaper', async () => {
    const [id = ''] = await app.builders(testId, ['Ada'])
    app.pass(1441)
    const named = await app.send({ path: 'cleanup', testId, body: { only: [{ type: 'builders', id }] } })
    expect([named.status, named.json.errorCode]).toEqual([400, 'TEST_AGE_INVALID'])
    const whole = await app.send({ path: 'cleanup', testId, body: {} })
    expect(whole.json).toMatchObject({ complete: false, failures: [{ id }] })
    expect(await app.testRows()).toBe(1)
    const swept = await app.send({ path: 'cleanup', testId: newTestId(), body: { only: [], expired: true } })
    expect(swept.json).toEqual({ deleted: {}, failures: [], complete: true, expired: 1 })
    expect(await app.checksum()).toBe(before)
  })

  test('what is kept for an environment is renewed by its owner, a day at most each time', async () => {
    const body = { scope: 'persistent_environment', maxAgeMinutes: 1440, buildId: '17', inputs: [{ name: 'CI' }] }
    const [id = ''] = await app.builders(testId, [], { body })
    for (let day = 0; day < 3; day++) {
      app.pass(1439)
      const { json } = await app.send({ path: 'renew', testId, body: { maxAgeMinutes: 1440, buildId: '17' } })
      expect(json.renewed).toBe(1)
      expect((await app.api.reap()).removed).toBe(0)
    }
    const other = await app.send({ path: 'renew', testId, body: { maxAgeMinutes: 60, buildId: '18' } })
    expect([other.status, other.json.errorCode]).toEqual([400, 'TEST_AGE_INVALID'])
    const refused = await app.send({ path: 'cleanup', testId, body: { buildId: '18' } })
    expect([refused.status, refused.json.errorCode]).toEqual([403, 'CLEANUP_REFUSED'])
    expect(await app.entities.builders.find(id)).toBeDefined()
    expect((await app.send({ path: 'cleanup', testId, body: { buildId: '17' } })).json.complete).toBe(true)
  })

  test('what has expired is not renewed, and a shadow renews nothing', async () => {
    const body = { scope: 'persistent_environment', maxAgeMinutes: 60, inputs: [{ name: 'CI' }] }
    await app.builders(testId, [], { body })
    const renew = (shadow: string) => app.send({ path: 'renew', testId, shadow, body: { maxAgeMinutes: 1440 } })
    expect((await renew('true')).json.renewed).toBe(1)
    app.pass(61)
    for (const shadow of ['', 'true']) expect((await renew(shadow)).json.errorCode).toBe('TEST_AGE_INVALID')
    expect((await app.api.reap()).removed).toBe(1)
  })

  test('two servers on one registry clean up once', async () => {
    await app.builders(testId, ['a', 'b', 'c', 'd', 'e'])
    let removals = 0
    const counted = {
      ...app.entities.builders,
      async remove(id: string) {
        removals++
        await app.db.query('delete from builders where id = $1', [id])
      },
    }
    const serve = () =>
      createTestDataApi({
        entities: { builders: counted },
        enabled: true,
        secret: { id: 'ci', key: 'the-key-of-the-tests-0123456789abcdef' },
        store: app.db,
      })
    const servers = [serve(), serve(), serve()]
    const answers = await Promise.all(
      servers.map(async (server) => (await server(app.request({ path: 'cleanup', testId, body: {} }))).text()),
    )
    expect(answers.every((text) => text.includes('"complete":true'))).toBe(true)
    expect(removals).toBe(5)
    await Promise.all(servers.map((server) => server.close()))
  })

  test('too many requests, and too many records, are refused', async () => {
    const few = createTestDataApi({
      entities: app.entities,
      enabled: true,
      secret: { id: 'ci', key: 'the-key-of-the-tests-0123456789abcdef' },
      store: app.db,
      limits: { records: 2, perMinute: { testId: 3 } },
    })
    const send = async (body: unknown) => few(app.request({ path: 'builders', testId, body }))
    const three = await send({ ...lifetime, inputs: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] })
    expect([three.status, await three.json()]).toEqual([
      429,
      expect.objectContaining({ errorCode: 'TEST_API_LIMITED' }),
    ])
    expect(await app.checksum()).toBe(before)
    await send({})
    await send({})
    const flood = await send({})
    expect([flood.status, flood.headers.get('Retry-After')]).toEqual([429, '20'])
    await few.close()
  })

  test('nothing is answered after it is closed, and closing twice is fine', async () => {
    await app.api.close()
    await app.api.close()
    expect((await app.send({ testId })).status).toBe(503)
    await expect(app.api.reap()).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
  })
})

test('a registry that is down is a failure of the server, and is opened again', async () => {
  const store = `sqlite:${join(folder, 'later', 'registry.db')}`
  await using app = await openTestDataApp(`sqlite:${join(folder, 'down.db')}`, { store })
  const down = await app.send({})
  expect([down.status, down.json.errorCode]).toEqual([500, 'TEST_API_FAILED'])
  expect(down.text).not.toContain('registry.db')
  const { mkdir } = await import('node:fs/promises')
  await mkdir(join(folder, 'later'))
  expect((await app.send({})).status).toBe(200)
})

test.each([
  ['a prefix without an underscore at its end', { prefix: 'test' }],
  ['a short key', { secret: 'short' }],
  ['two keys of one id', { secret: ['a:0123456789abcdef0123456789abcdef', 'a:0123456789abcdef0123456789abcdeg'] }],
  ['no key', { secret: [] }],
  ['a base path that is none', { basePath: 'api' }],
  [
    'an entity by the name of an operation',
    { entities: { cleanup: { input: {}, create() {}, find() {}, remove() {} } } },
  ],
  ['an entity that is no name of a path', { entities: { '../x': { input: {}, create() {}, find() {}, remove() {} } } }],
  ['a limit of nothing', { limits: { bytes: 0 } }],
])('%s is refused when the API is made', async (_what, options) => {
  // What TypeScript would refuse, JavaScript may give.
  const wrong = {
    entities: {},
    enabled: true,
    secret: 'x'.repeat(32),
    store: 'sqlite::memory:',
    ...options,
  } as Parameters<typeof createTestDataApi>[0]
  expect(() => createTestDataApi(wrong)).toThrow(expect.objectContaining({ code: 'TEST_CONFIG_INVALID' }))
})
