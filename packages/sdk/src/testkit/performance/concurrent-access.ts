import { refuseAborted } from '../../database/lane.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { TestTransaction } from '../client/test-statements.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import { type Latency, latencyOf } from '../vectors/score/latency.ts'
import { type BudgetCheck, budgetProblems, checkBudgets } from './budget.ts'

export interface ConcurrentOptions {
  /** Who works at the same time; as many as the pool has connections, ten at most, when not said. */
  readonly workers?: number | undefined
  /** Transactions of each worker; 50 when not said. */
  readonly operations?: number | undefined
  /** What a transaction does; when not said, it counts a row up and reads another, in a table of its own. */
  readonly work?: ((transaction: TestTransaction, worker: number, operation: number) => Promise<unknown>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((doing: string) => void) | undefined
}

export interface ConcurrentAccess {
  readonly workers: number
  readonly operations: number
  readonly succeeded: number
  /** How many ended with which code. */
  readonly failures: Readonly<Record<string, number>>
  /** Updates that were committed and are not there; null where the work is the caller's. */
  readonly lostUpdates: number | null
  /** The most connections that were seen open to the database. */
  readonly connections: number
  readonly latency: Latency
  readonly operationsPerSecond: number
  readonly milliseconds: number
  readonly budgets: readonly BudgetCheck[]
  readonly problems: readonly string[]
}

const usualOperations = 50
const usualMost = 10
/** Few, so that workers meet. */
const rows = 5

export async function concurrentAccess(
  client: DatabaseTestClient,
  limits: PerformanceTestConfig,
  options: ConcurrentOptions,
): Promise<ConcurrentAccess> {
  const { operations = usualOperations, signal, onProgress } = options
  const workers = options.workers ?? Math.min(client.config.connectionPoolSize, usualMost)
  const { work, lost } = options.work ? { work: options.work, lost: undefined } : await counters(client)
  const times: number[] = []
  const failures = new Map<string, number>()
  let connections = 0
  onProgress?.(`${workers} workers, ${operations} transactions each`)
  const from = performance.now()
  const worker = async (at: number): Promise<void> => {
    for (let operation = 0; operation < operations; operation++) {
      refuseAborted(signal)
      const start = performance.now()
      try {
        await client.transaction(async (transaction) => {
          await work(transaction, at, operation)
          // While others are at work, too; a look at every one would measure the looking.
          if (operation !== Math.floor(operations / 2)) return
          const { metrics } = await transaction.measure(async () => {})
          connections = Math.max(connections, metrics.connectionCount)
        })
        times.push(performance.now() - start)
      } catch (thrown) {
        const code = refusalOf(thrown)
        failures.set(code, (failures.get(code) ?? 0) + 1)
      }
    }
  }
  // Whoever fails for good waits for the others, so that nothing runs on behind the caller.
  const ends = await Promise.allSettled(Array.from({ length: workers }, (_, at) => worker(at)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  const milliseconds = performance.now() - from
  const lostUpdates = lost === undefined ? null : await lost(times.length)
  const budgets = checkBudgets(limits, { concurrentConnectionLimit: connections })
  const all = workers * operations
  const refusals = [...failures].map(([code, count]) => `${count} with ${code}`)
  return {
    workers,
    operations: all,
    succeeded: times.length,
    failures: Object.fromEntries(failures),
    lostUpdates,
    connections,
    latency: latencyOf(times),
    operationsPerSecond: (times.length / milliseconds) * 1000,
    milliseconds,
    budgets,
    problems: [
      ...(refusals.length === 0 ? [] : [`${all - times.length} of ${all} transactions failed: ${refusals.join(', ')}`]),
      ...(lostUpdates ? [`${lostUpdates} of ${times.length} committed updates are not there`] : []),
      ...budgetProblems(budgets),
    ],
  }
}

/** Each counts by the database's own arithmetic, so no level may lose one. */
async function counters(client: DatabaseTestClient) {
  const table = await client.createTable('counters', 'id int primary key, value int not null')
  const quoted = quoting[client.engine === 'sqlite' ? 'sqlite' : 'postgres'].quoteTable(table)
  await client.bulkInsert(
    table,
    Array.from({ length: rows }, (_, id) => ({ id, value: 0 })),
  )
  const work: NonNullable<ConcurrentOptions['work']> = async (transaction, worker, operation) => {
    await transaction.query(`update ${quoted} set value = value + 1 where id = $1`, [(worker + operation) % rows])
    await transaction.query(`select value from ${quoted} where id = $1`, [(worker + operation + 1) % rows])
  }
  const lost = async (committed: number): Promise<number> => {
    const [row] = await client.query<{ total: number }>(`select sum(value) as total from ${quoted}`)
    return committed - Number(row?.total ?? 0)
  }
  return { work, lost }
}

function refusalOf(thrown: unknown): string {
  if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED') throw thrown
  const { sqlstate } = thrown.details
  return typeof sqlstate === 'string' ? `${thrown.code} (${sqlstate})` : thrown.code
}
