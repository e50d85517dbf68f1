import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { settledMemory } from '../../../test/settled-memory.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import type { PerformanceReport } from './performance-report.ts'
import { performanceResults } from './performance-results.ts'
import { type PerformancePart, PerformanceTester, performanceParts } from './performance-tester.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-performance-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const schema = `create table customers (id int primary key, name text not null);
create table orders (id int primary key, customer_id int not null references customers (id), total int not null)`
const urls = {
  Postgres: await testDatabase('performance'),
  SQLite: `sqlite:${join(folder, 'performance.db')}`,
}
for (const databaseUrl of Object.values(urls)) {
  await using client = await DatabaseTestClient.open({ databaseUrl })
  await client.execute(schema)
  await client.bulkInsert(
    'customers',
    [...Array(200)].map((_, id) => ({ id, name: `Customer ${id}` })),
  )
  await client.bulkInsert(
    'orders',
    [...Array(2000)].map((_, id) => ({ id, customer_id: id % 200, total: id })),
  )
  if (client.engine !== 'sqlite') await client.execute('analyze')
}

const open = (engine: keyof typeof urls) =>
  DatabaseTestClient.open({ databaseUrl: urls[engine], connectionPoolSize: 3 })
async function tablesOf(engine: keyof typeof urls): Promise<string[]> {
  await using database = await connect(urls[engine])
  return (await analyzeSchema(database)).tables.map(({ schema, name }) => `${schema}.${name}`)
}

const small = { runs: 3, bulk: { rows: 100 }, concurrent: { operations: 5 } }
const byCustomer = { name: 'by customer', text: 'select * from orders where customer_id = $1', parameters: [7] }

describe.each(['Postgres', 'SQLite'] as const)('%s', (engine) => {
  test('queries of the schema, bulk, concurrent access and resources are measured, and nothing of it stays', async () => {
    const before = await tablesOf(engine)
    const client = await open(engine)
    const report = await new PerformanceTester(client).run(small)
    expect(report.problems).toEqual([])
    expect(report.passed).toBe(true)
    expect(report.queries.map(({ name }) => name)).toEqual([
      'customers: first rows by key',
      'customers: row by key',
      'orders: first rows by key',
      'orders: row by key',
      expect.stringMatching(/^orders: rows of one parent by /),
    ])
    expect(report.queries.map(({ metrics }) => metrics.rowsAffected)).toEqual([100, 1, 100, 1, 10])
    expect(report.bulk.map(({ name, metrics }) => [name, metrics.rowsAffected])).toEqual([
      ['bulk insert', 100],
      ['bulk update', 100],
      ['bulk delete', 100],
    ])
    expect(report.concurrent).toMatchObject({ workers: 3, succeeded: 15, failures: {}, lostUpdates: 0 })
    expect(report.resources).toMatchObject({ connectionsAsked: 3, connectionsFree: 3 })
    const statuses = performanceResults(report).map(({ status, testType }) => `${testType} ${status}`)
    expect(statuses).toEqual(Array(10).fill('performance passed'))
    expect(await tablesOf(engine)).not.toEqual(before)
    await client.close()
    expect(await tablesOf(engine)).toEqual(before)
  })

  test.each<[keyof PerformanceTestConfig, readonly PerformancePart[], string[]]>([
    ['maxQueryTime', ['queries'], ['by customer']],
    ['maxBulkOperationTime', ['bulk'], ['bulk insert', 'bulk update', 'bulk delete']],
    // Where nothing but this is measured, nothing has passed.
    ['concurrentConnectionLimit', ['queries', 'concurrent'], ['concurrent access']],
    ['memoryUsageLimitMb', performanceParts, ['resources']],
    ['queryComplexityThreshold', ['queries'], engine === 'Postgres' ? ['by customer'] : []],
  ])('%s decides, and what is over it is named with limit and measured value', async (budget, parts, about) => {
    await using client = await open(engine)
    const options = { ...small, parts, queries: [byCustomer] }
    if (budget === 'memoryUsageLimitMb') await settledMemory()
    const least = budget === 'concurrentConnectionLimit' ? 1 : 1e-6
    const report = await new PerformanceTester(client, { [budget]: least }).run(options)
    expect(report.problems.map(({ name }) => name)).toEqual(expect.arrayContaining(about))
    for (const { message } of report.problems) {
      expect(message).toMatch(new RegExp(`^${budget}: [\\d.e-]+( \\w+)? is over the limit of ${least}`))
    }
    expect(report.passed).toBe(about.length === 0)
    const most = await new PerformanceTester(client, { [budget]: 1e6 }).run(options)
    expect(most.problems).toEqual([])
    const unsaid = performanceResults(most).filter(({ status }) => status === 'skipped')
    expect(unsaid).toHaveLength(about.length === 0 ? 1 : 0)
  })

  test('a baseline is written once, and what takes many times as long by it fails, on whatever machine', async () => {
    await using client = await open(engine)
    const tester = new PerformanceTester(client)
    const baseline = join(folder, `${engine}.json`)
    const options = { parts: ['queries' as const], queries: [byCustomer], runs: 5, baseline, tolerance: 50 }
    expect((await tester.run(options)).comparisons).toEqual([])
    const written = await readFile(baseline, 'utf8')
    const again = await tester.run(options)
    expect(again.comparisons).toMatchObject([{ name: 'by customer', slower: false, planChange: null, reason: null }])
    expect(await readFile(baseline, 'utf8')).toBe(written)
    await writeFile(baseline, written.replace(/"ratio": [\d.e-]+/, '"ratio": 0.000001'))
    const slower = await tester.run({ ...options, updateBaseline: true })
    expect(slower.problems).toEqual([
      { name: 'by customer', message: expect.stringMatching(/^it takes [\d.]+ times .* the limit is 50$/) },
    ])
    expect(await readFile(baseline, 'utf8')).toContain('0.000001')
  })

  test('a plan that is another one is reported, and fails where that is asked for', async () => {
    await using client = await open(engine)
    const tester = new PerformanceTester(client)
    const options = { parts: ['queries' as const], queries: [byCustomer], runs: 3, tolerance: 1e6 }
    const { baseline } = await tester.run(options)
    await client.execute('create index orders_by_customer on orders (customer_id)')
    const changed = await tester.run({ ...options, baseline })
    await client.execute('drop index orders_by_customer')
    const [{ planChange } = { planChange: null }] = changed.comparisons
    expect(planChange?.before.join()).not.toContain('orders_by_customer')
    expect(planChange?.now.join()).toContain('orders_by_customer')
    expect(changed.passed).toBe(true)
    const strict = await tester.run({ ...options, baseline: changed.baseline, failOnPlanChange: true })
    expect(strict.problems).toEqual([{ name: 'by customer', message: expect.stringContaining('plan') }])
  })

  test('a query that writes is rolled back, and one that fails is a finding', async () => {
    await using client = await open(engine)
    const queries = [
      { name: 'wrong', text: 'select nothing from nowhere' },
      { name: 'empties', text: 'delete from orders where total < 100' },
    ]
    const found = await new PerformanceTester(client).testQueryPerformance(queries, { runs: 2 })
    expect(found.map(({ name, runs, problems }) => [name, runs, problems.length])).toEqual([
      ['wrong', 0, 1],
      ['empties', 2, 0],
    ])
    expect(await client.query('select count(*) as rows from orders')).toEqual([{ rows: 2000 }])
  })

  test('work that loses what others do, or fails, is told by how much', async () => {
    await using client = await open(engine)
    const tester = new PerformanceTester(client)
    const work = async () => client.query('select nothing from nowhere')
    const { succeeded, failures, problems } = await tester.testConcurrentAccess({ workers: 2, operations: 3, work })
    expect([succeeded, Object.values(failures)]).toEqual([0, [6]])
    expect(problems).toEqual([expect.stringMatching(/^6 of 6 transactions failed: 6 with /)])
  })

  test('a connection that is not given back is found', async () => {
    await using client = await open(engine)
    const tester = new PerformanceTester(client)
    const { result: leaked, use } = await tester.testResourceUse(() => client.getConnection())
    expect(use.problems).toEqual(['1 of 3 connections were not given back'])
    await leaked.close()
  })
})

describe('what makes no sense is refused', () => {
  test.each([
    [{ runs: 0 }, /runs/],
    [{ tolerance: Number.NaN }, /tolerance/],
    [{ bulk: { rows: 1.5 } }, /rows/],
    [{ concurrent: { workers: -1 } }, /workers/],
    [{ queries: [byCustomer, byCustomer] }, /by customer/],
    [{ baseline: import.meta.filename }, /is no baseline/],
  ])('%j', async (options, message) => {
    await using client = await open('SQLite')
    const error = await failure(new PerformanceTester(client).run({ ...small, ...options }))
    expect([error.code, error.message]).toEqual(['TEST_CONFIG_INVALID', expect.stringMatching(message)])
  })

  test('budgets, all that are wrong at once', async () => {
    await using client = await open('SQLite')
    const wrong = { maxQueryTime: -1, memoryUsageLimitMb: 0, concurrentConnectionLimit: 0.5 }
    const make = () => new PerformanceTester(client, wrong)
    for (const name of Object.keys(wrong)) expect(make).toThrow(name)
  })
})

test('one connection is not put to concurrent access, and says so', async () => {
  await using client = await DatabaseTestClient.open({ databaseUrl: 'sqlite:' })
  const report: PerformanceReport = await new PerformanceTester(client).run(small)
  expect(report.concurrent).toBeNull()
  expect(report.skipped.map(({ name }) => name)).toEqual(['queries', 'concurrent access'])
})
