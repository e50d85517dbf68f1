import { refuseAborted } from '../../database/lane.ts'
import { quoting } from '../../database/quote.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { timed } from '../client/measure/measure-work.ts'
import type { TestStatements } from '../client/test-statements.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import type { DatabaseTestMetrics } from '../database-test-result.ts'
import { latencyOf } from '../vectors/score/latency.ts'
import { type BudgetCheck, budgetProblems, checkBudgets } from './budget.ts'
import type { RunOptions } from './query-performance.ts'
import { measureYardstick, type Ratio, ratioOf } from './yardstick.ts'

export interface BulkOptions extends RunOptions {
  /** Of one operation; 10 000 when not said. */
  readonly rows?: number | undefined
}

export const bulkOperations = ['bulk insert', 'bulk update', 'bulk delete'] as const
export type BulkOperation = (typeof bulkOperations)[number]

export interface BulkPerformance {
  readonly name: BulkOperation
  readonly rows: number
  readonly runs: number
  /** executionTime is the slowest run's, which maxBulkOperationTime is about. */
  readonly metrics: DatabaseTestMetrics
  readonly rowsPerSecond: number
  readonly ratio: Ratio
  readonly budgets: readonly BudgetCheck[]
  readonly problems: readonly string[]
}

const usualRuns = 5

/**
 * The time is that of the whole transaction. The ratio leaves COMMIT out: how long a disk takes differs from one moment
 * to the next, by more than anything that a baseline is to find.
 */
async function measureBulk(client: DatabaseTestClient, work: (statements: TestStatements) => Promise<number>) {
  const yardstick = await measureYardstick(client)
  let ratio = 0
  const { metrics } = await client.measure(() =>
    client.transaction(async (transaction) => {
      const { result, executionTime } = await timed(() => work(transaction))
      ratio = executionTime / yardstick
      return result
    }),
  )
  return { metrics, ratio }
}

/** Many rows into, within and out of a table of its own, by few statements. */
export async function bulkPerformance(
  client: DatabaseTestClient,
  limits: PerformanceTestConfig,
  { rows: count = 10_000, runs = usualRuns, signal, onProgress }: BulkOptions,
): Promise<BulkPerformance[]> {
  const table = await client.createTable('bulk', 'id int primary key, name text not null, amount int not null')
  const { quoteTable } = quoting[client.engine === 'sqlite' ? 'sqlite' : 'postgres']
  const rows = Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}`, amount: id % 100 }))
  const updates = rows.map(({ id, amount }) => ({ id, amount: amount + 1 }))
  const work: Readonly<Record<BulkOperation, (statements: TestStatements) => Promise<number>>> = {
    'bulk insert': (statements) => statements.bulkInsert(table, rows),
    'bulk update': (statements) => statements.bulkUpdate(table, updates, 'id'),
    'bulk delete': async (statements) =>
      (await statements.query(`delete from ${quoteTable(table)} returning 1 as gone`)).length,
  }
  const seen = bulkOperations.map((name) => ({ name, metrics: [] as DatabaseTestMetrics[], ratios: [] as number[] }))
  for (let run = 1; run <= runs; run++) {
    for (const { name, metrics, ratios } of seen) {
      refuseAborted(signal)
      onProgress?.(`${name} of ${count} rows, round ${run} of ${runs}`)
      const { metrics: one, ratio } = await measureBulk(client, work[name])
      metrics.push(one)
      ratios.push(ratio)
    }
  }
  return seen.map(({ name, metrics, ratios }) => {
    const times = latencyOf(metrics.map(({ executionTime }) => executionTime))
    const memoryUsage = Math.max(0, ...metrics.map((one) => one.memoryUsage ?? 0))
    const [first] = metrics
    const budgets = checkBudgets(limits, {
      maxBulkOperationTime: times.max,
      memoryUsageLimitMb: memoryUsage / 2 ** 20,
    })
    const rowsAffected = Math.min(...metrics.map((one) => one.rowsAffected))
    const missing = rowsAffected === count ? [] : [`${rowsAffected} of ${count} rows were reached`]
    return {
      name,
      rows: count,
      runs: metrics.length,
      metrics: {
        executionTime: times.max,
        memoryUsage,
        rowsAffected,
        queryComplexity: null,
        connectionCount: first?.connectionCount ?? 0,
      },
      rowsPerSecond: times.p50 === 0 ? 0 : (count / times.p50) * 1000,
      ratio: ratioOf(ratios),
      budgets,
      problems: [...missing, ...budgetProblems(budgets)],
    }
  })
}
