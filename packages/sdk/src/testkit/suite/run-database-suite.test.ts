import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { isFull } from '../../../../../test/full.ts'
import { testWhere } from '../../../../../test/test-where.ts'
import { failure } from '../../../test/failure.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import type { DatabaseTestType } from '../database-test-config.ts'
import { errorCases } from '../errors/cases/error-cases.ts'
import type { TestReport } from '../report/test-report.ts'
import { testReportText } from '../report/test-report-text.ts'
import type { DatabaseSuiteConfig } from './database-suite-config.ts'
import { runDatabaseSuite } from './run-database-suite.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-suite-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllEnvs())

const urls = { Postgres: await testDatabase('suite'), SQLite: `sqlite:${join(folder, 'suite.db')}` }
for (const url of Object.values(urls)) {
  await using database = await connect(url)
  await database.execute(`create table products (id int primary key, name text not null unique, stock int not null check (stock >= 0));
create table allocations (id int primary key, product_id int not null references products (id), quantity int not null);
insert into products values (1, 'desk', 5)`)
}
const migrations = join(folder, 'migrations')
await mkdir(migrations)
await writeFile(join(migrations, '1_a.up.sql'), 'create table a (id integer primary key);')
await writeFile(join(migrations, '1_a.down.sql'), 'drop table a;')

const quick: Omit<DatabaseSuiteConfig, 'databaseUrl'> = {
  levels: ['serializable'],
  errors: { cases: errorCases.slice(0, 5) },
  resilience: { scenarios: ['connection_pool_exhaustion'] },
  performance: { run: { runs: 2, bulk: { rows: 50 }, concurrent: { workers: 2, operations: 3 } } },
  migrations: { source: migrations },
  connectionPoolSize: 3,
}

function unpassed({ results }: TestReport): string[] {
  return results.flatMap(({ testName, status, errorMessage }) =>
    status === 'passed' ? [] : [`${status}: ${testName}: ${errorMessage}`],
  )
}

describe.each(['Postgres', 'SQLite'] as const)('%s', (engine) => {
  /** What the engine has no part in. */
  const alike = testWhere(engine === 'SQLite' || isFull)

  test('all categories in one call give one report, and the database is as it was', { timeout: 60_000 }, async () => {
    await using database = await connect(urls[engine])
    const before = await analyzeSchema(database)
    const report = await runDatabaseSuite({ ...quick, databaseUrl: urls[engine], title: 'Shop' })
    expect(unpassed(report).filter((line) => line.startsWith('failed'))).toEqual([])
    expect(report.passed).toBe(true)
    const skipped = unpassed(report).join('\n')
    expect(skipped).toMatch(/skipped: vectors: VECTORS_UNSUPPORTED/)
    if (engine === 'SQLite') expect(skipped).toMatch(/skipped: two-phase commit: ISOLATION_UNSUPPORTED/)
    else expect(report.results.map(({ testName }) => testName)).toContain('two-phase commit: between the commits')
    expect(skipped).toMatch(/skipped: vector scaling: VECTORS_UNSUPPORTED/)
    const names = (type: DatabaseTestType) =>
      report.results.filter(({ testType }) => testType === type).map(({ testName }) => testName)
    expect(names('unit')).toEqual(expect.arrayContaining(['products: create', 'allocations: rollback']))
    expect(names('unit').filter((name) => /^products: check/.test(name))).not.toEqual([])
    expect(names('integration')).toEqual(
      expect.arrayContaining(['isolation: serializable: G2-item', 'isolation: serializable: random histories']),
    )
    expect(names('performance')).toContain('performance: products: row by key')
    expect(names('migration')).toEqual(['migration: 1_a'])
    expect(testReportText(report, 'text')).toContain('Shop: ')
    expect(await analyzeSchema(database)).toEqual(before)
    expect(await database.query('select * from products')).toEqual([{ id: 1, name: 'desk', stock: 5 }])
  })

  alike('only what is asked for runs', async () => {
    const { results } = await runDatabaseSuite({
      databaseUrl: urls[engine],
      categories: ['unit', 'migration'],
      parts: ['crud', 'migrations'],
      crud: ['products'],
      migrations: { source: migrations },
    })
    expect(new Set(results.map(({ testName }) => testName.split(':')[0]))).toEqual(new Set(['products', 'migration']))
  })

  alike('what fails as a whole is a result with its reason, and the others still run', async () => {
    const report = await runDatabaseSuite({
      databaseUrl: urls[engine],
      parts: ['crud', 'migrations'],
      crud: ['nothing', 'products'],
      migrations: { source: join(folder, 'none') },
    })
    expect(report.passed).toBe(false)
    const failed = report.results.filter(({ status }) => status === 'failed')
    expect(failed.map(({ testName }) => testName)).toEqual(['crud of nothing', 'migrations'])
    expect(failed[1]?.errorMessage).toMatch(/^MIGRATIONS_UNREADABLE: /)
    expect(report.results.some(({ testName, status }) => testName === 'products: create' && status === 'passed')).toBe(
      true,
    )
  })

  alike('a budget that is broken fails the report and says limit and measure', async () => {
    const report = await runDatabaseSuite({
      databaseUrl: urls[engine],
      parts: ['performance'],
      performance: { ...quick.performance, maxBulkOperationTime: 1e-6 },
    })
    expect(report.passed).toBe(false)
    expect(unpassed(report).join()).toMatch(
      /failed: performance: bulk insert: maxBulkOperationTime: .* limit of 0\.000001 ms/,
    )
  })
})

describe('a suite is refused', () => {
  const databaseUrl = `sqlite:${join(folder, 'refused.db')}`

  test('on production, before anything is made', async () => {
    vi.stubEnv('UNDERSTUDY_PRODUCTION_URLS', databaseUrl)
    const error = await failure(runDatabaseSuite({ ...quick, databaseUrl }))
    expect(error.code).toBe('PRODUCTION_REFUSED')
  })

  test('where there is no server', async () => {
    const error = await failure(runDatabaseSuite({ ...quick, databaseUrl: 'postgres://me:hush@127.0.0.1:1/none' }))
    expect([error.code, JSON.stringify(error)]).toEqual(['CONNECTION_FAILED', expect.not.stringContaining('hush')])
  })

  test.each([
    [{ categories: ['migration'] }, /needs migrations/],
    [{ categories: ['smoke'] }, /no category smoke/],
    [{ parts: ['speed'] }, /no part speed/],
    [{ performance: { maxQueryTime: -1 } }, /maxQueryTime/],
    [{ connectionPoolSize: 0 }, /connectionPoolSize/],
  ])('with %j', async (wrong, message) => {
    const config = { databaseUrl: 'sqlite:', parts: ['performance'], ...wrong } as DatabaseSuiteConfig
    const error = await failure(runDatabaseSuite(config))
    expect([error.code, error.message]).toEqual(['TEST_CONFIG_INVALID', expect.stringMatching(message)])
  })

  test('by who interrupts it', async () => {
    const { signal } = { signal: AbortSignal.abort() }
    expect((await failure(runDatabaseSuite({ ...quick, databaseUrl, signal }))).code).toBe('CANCELLED')
  })
})

test('what tested nothing has not passed', async () => {
  const report = await runDatabaseSuite({ databaseUrl: 'sqlite:', parts: ['crud'] })
  expect([report.results, report.passed]).toEqual([[], false])
})
