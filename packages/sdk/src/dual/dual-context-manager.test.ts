import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { firstOf } from '../../../../test/full.ts'
import { failure } from '../../test/failure.ts'
import { type FaultyProxy, faultyProxy, type ServedHandler, serveHandler } from '../../test/served-handler.ts'
import { type entitiesOf, key, openTestDataApp, type scenariosOf, type TestDataApp } from '../../test/test-data-app.ts'
import type { DatabaseContext } from '../context/data-context.ts'
import type { DataNeed } from '../context/data-need.ts'
import { DatabaseContextManager } from '../context/database-context-manager.ts'
import type { TestConfig } from '../context/test-config.ts'
import { connect } from '../database/connect.ts'
import type { ProductionContext } from '../production/production-context.ts'
import { ProductionTestDataManager } from '../production/production-test-data-manager.ts'
import { compare } from './compare.ts'
import { createDualContext } from './create-dual-context.ts'
import { DualContextManager } from './dual-context-manager.ts'

type Entities = ReturnType<typeof entitiesOf>
type Scenarios = ReturnType<typeof scenariosOf>

const folder = await mkdtemp(join(tmpdir(), 'understudy-dual-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const postgresUrl = testDatabase('dual_context')
let files = 0

const schema = `create table builders (id text primary key, name text not null, email text unique, is_test integer not null)`
const engines: [string, () => Promise<string>][] = [
  ['sqlite', async () => `sqlite:${join(folder, `own-${files++}.db`)}`],
  ['postgres', () => postgresUrl],
]

let app: TestDataApp
let server: ServedHandler
let proxy: FaultyProxy
let before: string
let config: TestConfig
let manager: DualContextManager<Entities, Scenarios>
let own: string

/** One builder on either side, by the name. */
const builder = (name: string): DataNeed<{ id: string; name: string }> => ({
  kind: 'created',
  recipe: undefined,
  async load(target) {
    if (target.mode === 'production') {
      const made = Object(await target.production.create('builders', { name }))
      return { id: String(made.id), name: String(made.name) }
    }
    await target.database.query(`insert into builders values ('b-1', $1, 'b@example.com', 1)`, [name])
    return { id: 'b-1', name }
  },
})

async function setUp(url: string): Promise<void> {
  own = url
  const database = await connect(url)
  await database.execute(`drop table if exists builders; ${schema}`)
  await database.close()
  app = await openTestDataApp(`sqlite:${join(folder, `app-${files++}.db`)}`)
  server = await serveHandler((request) => app.api(request))
  proxy = await faultyProxy(server.url)
  before = await app.checksum()
  config = {
    database: { url },
    production: { baseUrl: proxy.url, secret: { id: 'ci', key } },
    ledger: { folder: join(folder, `ledger-${files++}`) },
    seed: 11,
  }
  manager = new DualContextManager<Entities, Scenarios>()
}

async function tearDown(): Promise<void> {
  await manager.close()
  await proxy.close()
  await server.close()
  await app.close()
}

const rowsOf = async (url: string) => {
  const database = await connect(url)
  const rows = await database.query('select * from builders')
  await database.close()
  return rows
}

describe.each(firstOf(1, engines))('a dual context, its database in %s', (_engine, url) => {
  beforeEach(async () => setUp(await url()))
  afterEach(tearDown)

  test('has two sides with one seed, one run and the same data', async () => {
    const context = await manager.setupContext('dual', { ...config, data: { ada: builder('Ada') }, required: ['ada'] })
    expect([context.mode, context.database.mode, context.production.mode]).toEqual(['dual', 'database', 'production'])
    for (const side of [context.database, context.production]) {
      expect(side.metadata).toMatchObject({ mode: 'dual', seed: 11, runId: context.metadata.runId })
      expect(side.testData.loaded).toEqual(['ada'])
    }
    expect(context.metadata).toMatchObject({ mode: 'dual', seed: 11, testId: context.production.metadata.testId })
    expect(context.connectionInfo).toMatchObject({
      environment: 'production',
      safety: { isolated: false, shadow: false, productionGuarded: true },
    })
    expect(await context.testData.get('ada')).toEqual({ id: 'b-1', name: 'Ada' })
    expect(await context.database.database.query('select name from builders')).toEqual([{ name: 'Ada' }])
    expect(await app.testRows()).toBe(1)
    expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
    expect(await context.cleanup()).toMatchObject({ complete: true, kept: false, failures: [] })
    expect(await app.checksum()).toBe(before)
    expect(await rowsOf(own)).toEqual([])
    expect(manager.active.size).toBe(0)
  })

  test('one body runs against both sides, and the report says where they differ', async () => {
    const context = await manager.setupContext('dual', config)
    const body = async (side: DatabaseContext | ProductionContext) => {
      if (side.mode === 'production') return await side.production.create('builders', { name: 'Ada' })
      await side.database.query(`insert into builders values ('7', 'Ada', '7@example.com', 1)`)
      const [row] = await side.database.query<{ id: string; is_test: number }>('select * from builders')
      const { is_test: isTest, ...rest } = row!
      return { ...rest, isTest }
    }
    const report = await compare(context, body)
    expect(report.same).toBe(false)
    expect(report.differences).toEqual([
      { path: 'returned.email', kind: 'value', database: '7@example.com', production: expect.any(String) },
      { path: 'returned.isTest', kind: 'type', database: 1, production: true },
    ])
    expect(report.text).toContain('returned.isTest: database 1, production true')
    const normalised = await compare(
      context,
      async (side) => ({ side: side.mode, ...(await Promise.resolve({ id: 1 })) }),
      {
        ignore: ['side'],
      },
    )
    expect(normalised).toMatchObject({ same: true, differences: [] })
    await context.cleanup()
  })

  test('a body that fails on one side or on both is compared too', async () => {
    const context = await manager.setupContext('dual', config)
    const failing = (where: string[]) => async (side: { mode: 'database' | 'production' }) => {
      if (where.includes(side.mode)) throw new RangeError(`no ${side.mode} today`)
      return 1
    }
    const one = await compare(context, failing(['production']))
    expect(one.database).toMatchObject({ status: 'passed', value: 1 })
    expect(one.differences).toEqual([
      {
        path: 'outcome',
        kind: 'outcome',
        database: 'passed',
        production: { name: 'RangeError', message: 'no production today' },
      },
    ])
    const both = await compare(context, failing(['database', 'production']))
    expect(both.differences.map(({ path }) => path)).toEqual(['error.message'])
    const alike = await compare(context, async () => {
      throw new RangeError('the same')
    })
    expect(alike).toMatchObject({ same: true, database: { status: 'failed' }, production: { status: 'failed' } })
    await context.cleanup()
  })

  test('where production cannot be set up, nothing is left of the database side', async () => {
    proxy.plan('verify-access', ...Array.from({ length: 9 }, () => 'refuse' as const))
    const failed = await failure(
      manager.setupContext('dual', { ...config, data: { ada: builder('Ada') }, required: ['ada'] }),
    )
    expect(failed.code).toBe('TEST_API_FAILED')
    expect(manager.active.size).toBe(0)
    expect(await rowsOf(own)).toEqual([])
    expect(await app.checksum()).toBe(before)
  })

  test('where the database cannot be set up, production is taken back, whatever the policy', async () => {
    const failed = await failure(
      manager.setupContext('dual', {
        ...config,
        cleanup: { policy: 'never' },
        data: {
          ada: builder('Ada'),
          onlyProduction: {
            kind: 'created',
            recipe: undefined,
            load: async (target) => {
              if (target.mode === 'database') throw new Error('not on a database')
            },
          },
        },
        required: ['ada', 'onlyProduction'],
      }),
    )
    expect(failed.code).toBe('TEST_DATA_FAILED')
    expect(await app.checksum()).toBe(before)
    expect(await rowsOf(own)).toEqual([])
  })

  test('both sides are cleaned up, and what fails on one is reported beside the other', async () => {
    const context = await manager.setupContext('dual', { ...config, data: { ada: builder('Ada') }, required: ['ada'] })
    const { id } = Object(context.production.created[0])
    await app.db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-2', 0)", [id])
    const cleanup = await context.cleanup()
    expect(cleanup).toMatchObject({ complete: false, failures: [{ what: `production: builders ${id}` }] })
    expect(await rowsOf(own)).toEqual([])
    expect(await manager.inspectContext(context)).toMatchObject({ valid: false })
    await app.db.query('delete from bookings where builder_id = $1', [id])
    expect(await context.cleanup()).toMatchObject({ complete: true })
    expect(await app.checksum()).toBe(before)
  })
})

describe('a manager of dual contexts', () => {
  beforeEach(() => setUp(`sqlite:${join(folder, `own-${files++}.db`)}`))
  afterEach(tearDown)

  test.each(['database', 'production'] as const)('refuses the mode %s', async (mode) => {
    expect((await failure(manager.setupContext(mode, config))).code).toBe('MODE_UNSUPPORTED')
    expect(proxy.heard).toEqual([])
  })

  test('says what is missing on either side', async () => {
    const { database: _, ...rest } = config
    expect((await failure(manager.setupContext('dual', rest))).code).toBe('TEST_CONFIG_INVALID')
    expect(await app.checksum()).toBe(before)
  })

  test('inspection tells which side has a problem', async () => {
    const context = await manager.setupContext('dual', config)
    await server.close()
    const { problems } = await manager.inspectContext(context)
    expect(problems).toMatchObject([{ about: 'connection', message: expect.stringMatching(/^production: /) }])
    expect(await manager.inspectContext(context.database)).toMatchObject({
      valid: false,
      problems: [{ about: 'mode' }],
    })
  })

  test('closing cleans up what is active, and leaves nothing in the ledger', async () => {
    const context = await manager.setupContext('dual', config)
    await context.production.production.create('builders', { name: 'Ada' })
    await manager.close()
    expect(await app.checksum()).toBe(before)
    const left = await readdir(config.ledger?.folder ?? '').catch(() => [])
    expect(left.filter((name) => name.endsWith('.ndjson'))).toEqual([])
    expect((await failure(manager.setupContext('dual', config))).code).toBe('CONTEXT_CLOSED')
  })

  test('createDualContext uses the managers that it is given, and leaves them open', async () => {
    const database = new DatabaseContextManager()
    const production = new ProductionTestDataManager<Entities, Scenarios>()
    {
      await using context = await createDualContext(database, production, config)
      const { name } = await context.production.production.create('builders', { name: 'Ada' })
      expect(name).toBe('understudy_test_Ada')
      expect([database.active.size, production.active.size]).toEqual([1, 1])
    }
    expect([database.active.size, production.active.size]).toEqual([0, 0])
    expect(await app.checksum()).toBe(before)
    await using again = await database.setupContext('database', config)
    expect(await database.validateContext(again)).toBe(true)
    await Promise.all([database.close(), production.close()])
  })
})
