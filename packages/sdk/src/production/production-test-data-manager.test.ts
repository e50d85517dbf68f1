import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/filling.ts'
import {
  type Fault,
  type FaultyProxy,
  faultyProxy,
  type ServedHandler,
  serveHandler,
} from '../../test/served-handler.ts'
import { type entitiesOf, key, openTestDataApp, type scenariosOf, type TestDataApp } from '../../test/test-data-app.ts'
import type { ContextEvent } from '../context/context-event.ts'
import type { DataNeed, ProductionTarget } from '../context/data-need.ts'
import type { ProductionOptions } from './production-options.ts'
import { ProductionTestDataManager } from './production-test-data-manager.ts'
import { isTestId } from './test-id.ts'
import { wire } from './wire.ts'

type Entities = ReturnType<typeof entitiesOf>
type Scenarios = ReturnType<typeof scenariosOf>
type Manager = ProductionTestDataManager<Entities, Scenarios>

const folder = await mkdtemp(join(tmpdir(), 'understudy-production-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const postgresUrl = testDatabase('production_manager')
const secret = { id: 'ci', key }

let files = 0
const engines: [string, () => Promise<string>][] = [
  ['sqlite', async () => `sqlite:${join(folder, `${files++}.db`)}`],
  ['postgres', () => postgresUrl],
]

let app: TestDataApp
let server: ServedHandler
let proxy: FaultyProxy
let before: string
let ledger: string
const events: ContextEvent[] = []
const managers: Manager[] = []

async function open(url: string): Promise<void> {
  app = await openTestDataApp(url)
  server = await serveHandler((request) => app.api(request))
  proxy = await faultyProxy(server.url)
  before = await app.checksum()
  ledger = join(folder, `ledger-${files++}`)
  events.length = 0
}

async function close(): Promise<void> {
  await Promise.allSettled(managers.splice(0).map((manager) => manager.close()))
  await proxy.close()
  await server.close()
  await app.close()
}

function managerWith(options: ProductionOptions = {}): Manager {
  const manager = new ProductionTestDataManager<Entities, Scenarios>({
    baseUrl: proxy.url,
    secret,
    ledger: { folder: ledger },
    onEvent: (event) => events.push(event),
    ...options,
  })
  managers.push(manager)
  return manager
}

const openEntries = async () => (await readdir(ledger).catch(() => [])).filter((name) => name.endsWith('.ndjson'))

describe.each(engines)('with the registry in %s', (_engine, url) => {
  beforeEach(async () => open(await url()))
  afterEach(close)

  test('what is created is marked, typed, and gone after cleanup', async () => {
    const manager = managerWith()
    expect(isTestId(manager.getTestId(), wire.prefix)).toBe(true)
    const { entities, records } = await manager.initialize()
    expect(entities).toEqual(['builders', 'bookings'])
    expect(records).toEqual({})
    const ada = await manager.create('builders', { name: 'Ada' })
    expect(ada.name).toBe(`${wire.prefix}Ada`)
    const [first, second] = await manager.createMany('builders', [{ name: 'Grace' }, { name: 'Mary' }])
    expect([first?.name, second?.name]).toEqual([`${wire.prefix}Grace`, `${wire.prefix}Mary`])
    const { builder, bookings } = await manager.createScenario('booked-builders', { bookings: 2 })
    expect([builder, bookings.length]).toEqual([`${wire.prefix}Booked`, 2])
    expect(manager.created.map(({ type }) => type)).toEqual([
      'builders',
      'builders',
      'builders',
      'builders',
      'bookings',
      'bookings',
    ])
    expect(await app.testRows()).toBe(8)
    expect(await manager.cleanup()).toMatchObject({ deleted: { builders: 4, bookings: 2 }, complete: true })
    expect(await app.checksum()).toBe(before)
    expect(await manager.cleanup()).toMatchObject({ complete: true })
    expect(proxy.heard.filter((operation) => operation === 'cleanup')).toHaveLength(1)
    const late = await failure(manager.create('builders', { name: 'Late' }))
    expect(late.code).toBe('CONTEXT_CLOSED')
  })

  test('a list without inputs asks for nothing', async () => {
    const manager = managerWith()
    expect(await manager.createMany('builders', [])).toEqual([])
    expect(proxy.heard).toEqual([])
  })

  const faults: Fault[][] = [
    ['drop'],
    ['lose'],
    ['cut'],
    ['refuse'],
    ['fail'],
    ['hang'],
    ['lose', 'cut', 'fail'],
    ['drop', 'refuse', 'lose', 'hang'],
  ]
  test.each(faults.map((list) => [list.join(', '), list] as const))(
    'a creation that meets %s makes one record, whoever has to ask again',
    async (_name, list) => {
      const manager = managerWith({ timeout: 250 })
      proxy.plan('builders', ...list)
      const ada = await manager.create('builders', { name: 'Ada' })
      expect(await app.testRows()).toBe(1)
      expect(manager.created).toMatchObject([{ type: 'builders', id: ada.id }])
      const sent = proxy.headers('builders')
      expect(sent).toHaveLength(list.length + 1)
      expect(new Set(sent.map((headers) => headers['idempotency-key'])).size).toBe(1)
      expect(new Set(sent.map((headers) => headers['x-test-nonce'])).size).toBe(sent.length)
      expect(new Set(sent.map((headers) => headers['x-test-signature'])).size).toBe(sent.length)
      await manager.cleanup()
      expect(await app.checksum()).toBe(before)
    },
  )

  test('a scenario whose answer is lost is made once', async () => {
    const manager = managerWith()
    proxy.plan('booked-builders', 'lose', 'cut')
    await manager.createScenario('booked-builders', { bookings: 1 })
    expect(await app.testRows()).toBe(3)
    await manager.cleanup()
    expect(await app.checksum()).toBe(before)
  })

  test.each(faults.map((list) => [list.join(', '), list] as const))(
    'a cleanup that meets %s is complete',
    async (_name, list) => {
      const manager = managerWith({ timeout: 250 })
      await manager.create('builders', { name: 'Ada' })
      proxy.plan('cleanup', ...list)
      expect(await manager.cleanup()).toMatchObject({ complete: true })
      expect(await app.checksum()).toBe(before)
    },
  )

  test('where all attempts fail, what may have been created is removed by the cleanup', async () => {
    const manager = managerWith({ retries: 1 })
    proxy.plan('builders', 'lose', 'lose')
    expect((await failure(manager.create('builders', { name: 'Ada' }))).code).toBe('TEST_API_UNREACHABLE')
    expect(await app.testRows()).toBe(1)
    expect(manager.created).toEqual([])
    expect(await manager.cleanup()).toMatchObject({ deleted: { builders: 1 }, complete: true })
    expect(await app.checksum()).toBe(before)
  })

  test('contexts beside each other have their own data', async () => {
    const manager = managerWith({ budget: { concurrency: 8 } })
    const one = await manager.setupContext('production')
    const two = await manager.setupContext('production')
    await Promise.all([
      one.production.create('builders', { name: 'One' }),
      two.production.create('builders', { name: 'Two' }),
    ])
    expect(one.metadata.testId).not.toBe(two.metadata.testId)
    expect(await one.cleanup()).toMatchObject({ complete: true, kept: false, failures: [] })
    expect(await app.testRows()).toBe(1)
    expect(await manager.validateContext(two)).toBe(true)
    expect([...manager.active.keys()]).toEqual([two.metadata.testId])
    await manager.close()
    expect(await app.checksum()).toBe(before)
  })
})

describe('a context in production', () => {
  beforeEach(() => open(`sqlite:${join(folder, `${files++}.db`)}`))
  afterEach(close)

  const users = (names: string[]): DataNeed<string[]> => ({
    kind: 'created',
    recipe: undefined,
    async load(target) {
      const { production } = productionOf(target)
      const made = await production.createMany(
        'builders',
        names.map((name) => ({ name })),
      )
      return made.map((one) => String(Object(one).name))
    },
  })

  test('says what it is, and no secret', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production', { name: 'books a room', worker: 3, seed: 7 })
    expect(context.mode).toBe('production')
    expect(context.connectionInfo).toEqual({
      environment: 'production',
      target: `${proxy.url}/api/test/`,
      safety: { isolated: false, shadow: false, productionGuarded: true },
    })
    expect(context.metadata).toMatchObject({
      mode: 'production',
      scope: 'ephemeral',
      policy: 'always',
      seed: 7,
      name: 'books a room',
      worker: 3,
      markers: { prefix: wire.prefix, flag: 'isTest' },
    })
    expect(context.metadata.testId.startsWith(wire.prefix)).toBe(true)
    expect(Date.parse(context.metadata.expiresAt) - Date.parse(context.metadata.startedAt)).toBeGreaterThan(59 * 60_000)
    await context.production.create('builders', { name: 'Ada' })
    const said = [inspect(manager, { depth: 9 }), inspect(context, { depth: 9 }), JSON.stringify([manager, context])]
    for (const text of said) expect(text).not.toContain(key)
    expect(said[1]).toContain(context.metadata.testId)
    expect(JSON.stringify(events)).not.toContain(key)
    expect(context.replayToken).toMatch(/^understudy-1:[\w-]+$/)
    await manager.cleanupContext(context)
  })

  test('has its required data when it begins, and other data when it is asked for', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production', {
      data: { needed: users(['Ada', 'Grace']), lazy: users(['Mary']) },
      required: ['needed'],
    })
    expect(context.testData.loaded).toEqual(['needed'])
    expect(await app.testRows()).toBe(2)
    expect(await context.testData.get('lazy')).toEqual([`${wire.prefix}Mary`])
    expect(await context.testData.get('lazy')).toEqual([`${wire.prefix}Mary`])
    expect(await app.testRows()).toBe(3)
    await context.cleanup()
    expect(await app.checksum()).toBe(before)
    expect((await failure(context.testData.get('lazy'))).code).toBe('CONTEXT_CLOSED')
    expect((await failure(context.production.create('builders', { name: 'Late' }))).code).toBe('CONTEXT_CLOSED')
  })

  test('events tell its life, with the time of each step', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('dual', { data: { some: users(['Ada']) }, required: ['some'] })
    await manager.validateContext(context)
    await context.cleanup()
    expect(events.map(({ type }) => type)).toEqual([
      'setup-started',
      'request',
      'request',
      'data-loaded',
      'setup-finished',
      'request',
      'validated',
      'cleanup-started',
      'request',
      'cleanup-finished',
    ])
    expect(events.filter(({ type }) => type === 'request')).toMatchObject([
      { operation: 'verify-access', status: 200 },
      { operation: 'builders', status: 200 },
      { operation: 'verify-access', status: 200 },
      { operation: 'cleanup', status: 200 },
    ])
    expect(new Set(events.map(({ testId }) => testId))).toEqual(new Set([context.metadata.testId]))
    expect(events.every(({ mode }) => mode === 'dual')).toBe(true)
  })

  test('is written down before anything is created, and struck out when it is gone', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production')
    expect(await openEntries()).toEqual([])
    proxy.plan('builders', 'lose')
    await context.production.create('builders', { name: 'Ada' })
    expect(await openEntries()).toHaveLength(1)
    await context.cleanup()
    await manager.close()
    expect(await openEntries()).toEqual([])
  })

  test('creates nothing where the ledger cannot be written', async () => {
    const manager = managerWith({ ledger: { folder: '/dev/null/ledger' } })
    const context = await manager.setupContext('production')
    const refused = await failure(context.production.create('builders', { name: 'Ada' }))
    expect(refused.code).toBe('LEDGER_UNWRITABLE')
    expect(proxy.heard).not.toContain('builders')
    expect(await app.checksum()).toBe(before)
  })

  test.each(['database', 'staging', ''])('the mode %j is refused', async (mode) => {
    const manager = managerWith()
    const refused = await failure(manager.setupContext(unchecked(mode)))
    expect(refused.code).toBe('MODE_UNSUPPORTED')
    expect(proxy.heard).toEqual([])
  })

  test('a missing URL and a missing secret are said together', async () => {
    const manager = new ProductionTestDataManager()
    const refused = await failure(manager.setupContext('production'))
    expect(refused.code).toBe('TEST_CONFIG_INVALID')
    expect(refused.details.problems).toMatchObject([{ path: 'production.baseUrl' }, { path: 'production.secret' }])
  })

  test.each([
    [{ prefix: 'no-underscore' }, 'production.prefix'],
    [{ testId: 'customer_1234567890' }, 'testId'],
    [{ buildId: '1; rm -rf /' }, 'buildId'],
    [{ timeout: 0 }, 'timeout'],
    [{ retries: -1 }, 'retries'],
  ])('%j is refused', async (options, at) => {
    const refused = await failure((async () => managerWith(options))())
    expect([refused.at, refused.code]).toEqual([at, at === 'testId' ? 'TEST_ID_INVALID' : 'TEST_CONFIG_INVALID'])
  })

  test('options that nobody reads are refused', async () => {
    const manager = managerWith(unchecked({ maxAge: 5 }))
    expect((await failure(manager.setupContext('production'))).code).toBe('TEST_CONFIG_INVALID')
  })

  test('an API that is down fails the setup, which may be tried again', async () => {
    const gone = await serveHandler(async () => new Response())
    await gone.close()
    const manager = managerWith({ retries: 1 })
    const down = await failure(manager.setupContext('production', { production: { baseUrl: gone.url } }))
    expect(down).toMatchObject({ code: 'TEST_API_UNREACHABLE', operation: 'verify access to production' })
    expect(down.message).toContain('ECONNREFUSED')
    expect(manager.active.size).toBe(0)
    expect(events.map(({ type }) => type)).toContain('setup-failed')
    const context = await manager.setupContext('production')
    expect(await manager.validateContext(context)).toBe(true)
  })

  test('what answers with a page, a redirect or another JSON is no test data API', async () => {
    const answers = [
      () => new Response('<h1>Sign in</h1>', { status: 200 }),
      () => new Response(null, { status: 302, headers: { Location: `${server.url}/api/test/verify-access` } }),
      () => new Response('{"ok":true}'),
      () => new Response('not found', { status: 404 }),
    ]
    for (const answer of answers) {
      await using other = await serveHandler(async () => answer())
      const manager = managerWith({ baseUrl: other.url, retries: 0 })
      expect((await failure(manager.initialize())).code).toBe('TEST_API_UNREACHABLE')
    }
  })

  test('what the API refuses is told with its code and its request id, and not tried again', async () => {
    const wrong = managerWith({ secret: { id: 'ci', key: 'x'.repeat(40) } })
    const refused = await failure(wrong.initialize())
    expect(refused.code).toBe('TEST_API_UNAUTHORIZED')
    expect(refused.details.requestId).toMatch(/^[\w-]{36}$/)
    expect(refused.message + JSON.stringify(refused)).not.toContain('xxxx')
    const manager = managerWith()
    const invalid = await failure(manager.create('builders', { name: '' }))
    expect(invalid.code).toBe('ENTITY_INVALID')
    expect(invalid.details.problems).toEqual([{ path: expect.stringContaining('name'), message: expect.any(String) }])
    expect((await failure(manager.create(unchecked<'builders'>('customers'), { name: 'x' }))).code).toBe('TEST_OPERATION_UNKNOWN')
    expect(proxy.heard).toEqual(['verify-access', 'verify-access', 'builders', 'customers'])
  })

  test('an input that is no JSON never leaves', async () => {
    const manager = managerWith()
    const circle: Record<string, unknown> = { name: 'Ada' }
    circle.self = circle
    expect((await failure(manager.create('builders', unchecked(circle)))).code).toBe('ENTITY_INVALID')
    expect(proxy.heard).toEqual(['verify-access'])
  })

  test('a setup that fails takes back what it had begun', async () => {
    const manager = managerWith()
    const failing: DataNeed = {
      kind: 'created',
      recipe: undefined,
      load: async () => {
        throw new Error('this need fails')
      },
    }
    const failed = await failure(
      manager.setupContext('production', {
        data: { some: users(['Ada']), failing },
        required: ['some', 'failing'],
      }),
    )
    expect(failed.code).toBe('TEST_DATA_FAILED')
    expect(failed.message).toContain('this need fails')
    expect(await app.checksum()).toBe(before)
    expect(manager.active.size).toBe(0)
  })

  test('a setup that fails and cannot be taken back says both, and stays in the ledger', async () => {
    const manager = managerWith({ retries: 0 })
    proxy.plan('cleanup', 'refuse')
    const failed = await failure(
      manager.setupContext('production', {
        data: { some: users(['Ada', '']) },
        required: ['some'],
      }),
    )
    expect(failed.code).toBe('TEST_DATA_FAILED')
    expect(failed.message).toContain('not all of it could be taken back')
    await manager.close()
    expect(await openEntries()).toHaveLength(1)
  })

  test('an API that dies in the middle fails what is created, and the cleanup reports what may be left', async () => {
    const manager = managerWith({ retries: 1 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    await server.close()
    const died = await failure(context.production.create('builders', { name: 'Grace' }))
    expect(['TEST_API_UNREACHABLE', 'TEST_API_FAILED']).toContain(died.code)
    const inspection = await manager.inspectContext(context)
    expect(inspection).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
    const cleanup = await context.cleanup('failed')
    expect(cleanup).toMatchObject({ complete: false, kept: false, failures: [{ what: expect.any(String) }] })
    expect(events.at(-1)?.type).toBe('cleanup-failed')
    await manager.close()
    expect(await openEntries()).toHaveLength(1)
  })

  test('a cleanup that failed is tried again by the next one', async () => {
    const manager = managerWith({ retries: 0 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    proxy.plan('cleanup', 'drop')
    expect((await context.cleanup()).failures).toMatchObject([{ code: 'TEST_API_UNREACHABLE' }])
    expect(manager.active.size).toBe(1)
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await app.checksum()).toBe(before)
    expect(manager.active.size).toBe(0)
  })

  test('a cleanup that is slower than its timeout ends in time and says so', async () => {
    const manager = managerWith({ cleanup: { timeout: 300 } })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    proxy.plan('cleanup', 'hang')
    const { complete, failures } = await context.cleanup()
    expect(complete).toBe(false)
    expect(failures).toMatchObject([{ code: 'CLEANUP_TIMEOUT' }])
  })

  test('a creation that still runs at the cleanup is ended, and leaves nothing', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production')
    proxy.plan('builders', 'hang')
    const running = failure(context.production.create('builders', { name: 'Ada' }))
    while (!proxy.heard.includes('builders')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect((await running).code).toBe('CANCELLED')
    expect(await app.checksum()).toBe(before)
  })

  test('a record that cannot be removed is told by name, by event and by webhook', async () => {
    const alerts: unknown[] = []
    await using webhook = await serveHandler(async (request) => {
      alerts.push(await request.json())
      return new Response(null, { status: 204 })
    })
    const manager = managerWith({ alertWebhook: webhook.url })
    const context = await manager.setupContext('production')
    const { id } = await context.production.create('builders', { name: 'Ada' })
    await app.db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-2', 0)", [id])
    const cleanup = await context.cleanup()
    expect(cleanup.complete).toBe(false)
    expect(cleanup.failures).toMatchObject([{ what: `builders ${id}`, code: 'CLEANUP_FAILED' }])
    const { testId, runId } = context.metadata
    expect(alerts).toMatchObject([
      { kind: 'understudy.cleanup-failed', testId, runId, failures: [expect.stringContaining(id)] },
    ])
    expect(JSON.stringify(alerts)).not.toContain(key)
    expect(events.at(-1)).toMatchObject({ type: 'cleanup-failed', failures: [expect.stringContaining(id)] })
    await app.db.query('delete from bookings where builder_id = $1', [id])
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await app.checksum()).toBe(before)
  })

  test('a webhook that is down changes nothing but what the event says', async () => {
    const manager = managerWith({ alertWebhook: 'http://127.0.0.1:9', retries: 0 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    proxy.plan('cleanup', 'drop')
    expect((await context.cleanup()).failures).toHaveLength(1)
    expect(events.at(-1)).toMatchObject({
      type: 'cleanup-failed',
      failures: [expect.any(String), expect.stringContaining('webhook')],
    })
  })

  test('a listener that throws changes nothing', async () => {
    const manager = managerWith({
      onEvent: () => {
        throw new Error('listener')
      },
    })
    await using context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Ada' })
    expect(await context.cleanup()).toMatchObject({ complete: true })
  })

  test('the policy decides what stays, and what stays is nobody’s to sweep', async () => {
    const manager = managerWith({ cleanup: { policy: 'on-success' } })
    const failed = await manager.setupContext('production')
    await failed.production.create('builders', { name: 'Kept' })
    expect(await failed.cleanup('failed')).toMatchObject({ kept: true, complete: false, failures: [] })
    const passed = await manager.setupContext('production')
    await passed.production.create('builders', { name: 'Gone' })
    expect(await passed.cleanup('passed')).toMatchObject({ kept: false, complete: true })
    await manager.close()
    expect(await app.testRows()).toBe(1)
    expect(await openEntries()).toEqual([])
  })

  test('a session loads its data once, keeps it for its run, and removes it at its end', async () => {
    const manager = managerWith({ scope: 'persistent_session', runId: 'run-1' })
    const config = { data: { shared: users(['Ada']) }, required: ['shared' as const] }
    const one = await manager.setupContext('production', config)
    const two = await manager.setupContext('production', config)
    expect(await app.testRows()).toBe(1)
    expect(await one.cleanup()).toMatchObject({ kept: true, failures: [] })
    expect(await two.testData.get('shared')).toEqual([`${wire.prefix}Ada`])
    expect(await app.testRows()).toBe(1)
    expect(await openEntries()).toHaveLength(1)
    await two.cleanup()
    await manager.close()
    expect(await app.checksum()).toBe(before)
    expect(await openEntries()).toEqual([])
  })

  test('what is kept for an environment outlives its manager and is renewed by its owner', async () => {
    const manager = managerWith({ scope: 'persistent_environment', maxAgeMinutes: 30 })
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Fixture' })
    // Clocks may differ by five minutes.
    app.pass(4)
    const renewed = await context.renew()
    expect(renewed.getTime() - Date.parse(context.metadata.expiresAt)).toBeGreaterThanOrEqual(4 * 60_000)
    await manager.close()
    expect(await app.testRows()).toBe(1)
    expect(await openEntries()).toEqual([])
    app.pass(31)
    await app.api.reap()
    expect(await app.checksum()).toBe(before)
  })

  test('ephemeral data is not renewed', async () => {
    const manager = managerWith()
    await manager.create('builders', { name: 'Ada' })
    expect((await failure(manager.renew())).code).toBe('TEST_AGE_INVALID')
  })

  test.each([0, 1441, 1.5])('a lifetime of %d minutes is refused', async (maxAgeMinutes) => {
    expect((await failure(managerWith({ maxAgeMinutes }).initialize())).code).toBe('TEST_CONFIG_INVALID')
  })

  test('inspection sees what somebody else removed', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production')
    const [ada] = await context.production.createMany('builders', [{ name: 'Ada' }, { name: 'Grace' }])
    expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
    await app.db.query('delete from builders where id = $1', [ada?.id])
    expect(await manager.inspectContext(context)).toMatchObject({
      valid: false,
      problems: [{ about: 'data', message: 'builders: 2 were created, and 1 are left' }],
    })
    await context.cleanup()
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
  })

  test('inspection sees a lifetime that is over', async () => {
    const manager = managerWith({ maxAgeMinutes: 1 })
    // Three minutes behind, so that a minute from then is over.
    app.pass(-3)
    const context = await manager.setupContext('production')
    await context.production.create('builders', { name: 'Old' })
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false, problems: [{ about: 'lifetime' }] })
    await context.cleanup()
  })

  test('a context of another kind is not valid here', async () => {
    const manager = managerWith()
    const context = await manager.setupContext('production')
    expect(await manager.inspectContext({ ...context, testData: context.testData })).toMatchObject({
      valid: false,
      problems: [{ about: 'mode' }],
    })
  })

  test('a shadow creates nothing and lists what would have been', async () => {
    const manager = managerWith({ shadow: true })
    const context = await manager.setupContext('production', {
      data: { some: users(['Ada', 'Grace']) },
      required: ['some'],
    })
    const { builder } = await context.production.createScenario('booked-builders', { bookings: 1 })
    expect(builder).toBe(`${wire.prefix}Booked`)
    expect(context.created).toEqual([])
    expect(context.shadowed.map(({ type }) => type)).toEqual(['builders', 'builders', 'builders', 'bookings'])
    expect(context.connectionInfo.safety).toMatchObject({ shadow: true, isolated: true })
    expect((await failure(context.production.create('builders', { name: '' }))).code).toBe('ENTITY_INVALID')
    expect(await manager.validateContext(context)).toBe(true)
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(proxy.heard).not.toContain('cleanup')
    expect(await app.checksum()).toBe(before)
    expect(await openEntries()).toEqual([])
  })

  test('the budget of requests ends creations, and never a cleanup', async () => {
    const manager = managerWith({ budget: { requests: 3 } })
    await manager.create('builders', { name: 'Ada' })
    await manager.create('builders', { name: 'Grace' })
    expect((await failure(manager.create('builders', { name: 'Mary' }))).code).toBe('BUDGET_EXCEEDED')
    expect(await manager.cleanup()).toMatchObject({ complete: true })
    expect(await app.checksum()).toBe(before)
  })

  test('a signal ends a setup, and its reason is not taken for a failure of the API', async () => {
    const controller = new AbortController()
    const manager = managerWith()
    proxy.plan('verify-access', 'hang')
    const setup = failure(manager.setupContext('production', { signal: controller.signal }))
    while (!proxy.heard.includes('verify-access')) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    expect((await setup).code).toBe('CANCELLED')
  })

  test('a manager that is closed sets nothing up', async () => {
    const manager = managerWith()
    await manager.close()
    await manager.close()
    expect((await failure(manager.setupContext('production'))).code).toBe('CONTEXT_CLOSED')
  })

  test('a test that fails keeps its own failure, whatever its cleanup does', async () => {
    const manager = managerWith({ retries: 0 })
    const test = async () => {
      await using context = await manager.setupContext('production')
      await context.production.create('builders', { name: 'Ada' })
      proxy.plan('cleanup', 'drop')
      throw new Error('the test itself')
    }
    await expect(test()).rejects.toThrow(/^the test itself$/)
  })

  test('an answer that is slower than the timeout is an attempt that failed', async () => {
    const manager = managerWith({ timeout: 100, retries: 0 })
    await manager.initialize()
    proxy.plan('builders', 'hang')
    const slow = await failure(manager.create('builders', { name: 'Ada' }))
    expect(slow).toMatchObject({ code: 'TEST_API_UNREACHABLE', message: expect.stringContaining('within 100 ms') })
  })

  test('a base URL with a path and a base path of its own are asked as they stand', async () => {
    const asked: string[] = []
    const manager = managerWith({
      baseUrl: `${server.url}/shop/`,
      basePath: '/hidden/tests',
      retries: 0,
      fetch: async (request) => {
        asked.push(new URL(request.url).pathname)
        return Response.json({}, { status: 404 })
      },
    })
    await failure(manager.initialize())
    expect(asked).toEqual(['/shop/hidden/tests/verify-access'])
  })
})

test('a server that never answers does not hold the process', async () => {
  const deaf = createServer(() => {})
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
  const address = deaf.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const manager = new ProductionTestDataManager(`http://127.0.0.1:${port}`, { secret, timeout: 50, retries: 1 })
  expect((await failure(manager.initialize())).code).toBe('TEST_API_UNREACHABLE')
  deaf.close()
  deaf.closeAllConnections()
})

/** For what the types refuse and somebody passes all the same. */
function unchecked<T>(value: unknown): T {
  return value as T
}

function productionOf(target: Parameters<DataNeed['load']>[0]): ProductionTarget {
  if (target.mode === 'production') return target
  throw new Error('this need is for production')
}
