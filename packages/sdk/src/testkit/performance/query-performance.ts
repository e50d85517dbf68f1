import { createHash } from 'node:crypto'
import { refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { timed } from '../client/measure/measure-work.ts'
import type { StatementParameters } from '../client/test-statements.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import type { DatabaseTestMetrics } from '../database-test-result.ts'
import { type Latency, latencyOf } from '../vectors/score/latency.ts'
import { type BudgetCheck, budgetProblems, checkBudgets } from './budget.ts'
import { planShape } from './plan-shape.ts'
import { measureYardstick, type Ratio, ratioOf } from './yardstick.ts'

export interface MeasuredQuery {
  readonly name: string
  readonly text: string
  readonly parameters?: StatementParameters | undefined
}

export interface RunOptions {
  /** How often each is measured; 10 when not said. */
  readonly runs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((doing: string) => void) | undefined
}

export interface QueryPerformance {
  readonly name: string
  /** Of its text, which a baseline must have been measured by, too. */
  readonly textHash: string
  readonly runs: number
  /** executionTime is the 95th percentile, which maxQueryTime is about. */
  readonly metrics: DatabaseTestMetrics
  readonly latency: Latency
  readonly ratio: Ratio
  readonly plan: readonly string[] | null
  readonly buffers: { readonly hit: number; readonly read: number } | null
  readonly budgets: readonly BudgetCheck[]
  readonly problems: readonly string[]
}

interface Course {
  readonly query: MeasuredQuery
  readonly times: number[]
  readonly ratios: number[]
  first?: Explained
  failed?: string
}

type Explained = Awaited<ReturnType<typeof explain>>

const usualRuns = 10

/**
 * Measures queries in turn, round by round, so that whatever slows the machine down slows all of them. Each runs in a
 * transaction that is rolled back, also one that writes.
 */
export async function queryPerformance(
  client: DatabaseTestClient,
  queries: readonly MeasuredQuery[],
  limits: PerformanceTestConfig,
  { runs = usualRuns, signal, onProgress }: RunOptions,
): Promise<QueryPerformance[]> {
  const courses = queries.map((query): Course => ({ query, times: [], ratios: [] }))
  for (const course of courses) {
    refuseAborted(signal)
    onProgress?.(`explains ${course.query.name}`)
    await told(course, async () => {
      course.first = await explain(client, course.query)
    })
  }
  for (let run = 1; run <= runs; run++) {
    onProgress?.(`measures ${courses.length} queries, round ${run} of ${runs}`)
    for (const course of courses) {
      refuseAborted(signal)
      if (course.failed === undefined) await told(course, () => measureOnce(client, course))
    }
  }
  return courses.map((course) => measured(course, limits))
}

/** A query that fails is a finding; it is not measured any more. */
async function told(course: Course, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED') throw thrown
    course.failed = `${thrown.code}: ${thrown.message}`
  }
}

async function measureOnce(client: DatabaseTestClient, { query, times, ratios }: Course): Promise<void> {
  await using transaction = await client.transaction()
  const yardstick = await measureYardstick(transaction)
  const { executionTime } = await timed(() => transaction.query(query.text, query.parameters))
  times.push(executionTime)
  ratios.push(executionTime / yardstick)
}

async function explain(client: DatabaseTestClient, { text, parameters }: MeasuredQuery) {
  await using transaction = await client.transaction()
  const { metrics, plan, buffers } = await transaction.measure(text, parameters)
  return { metrics, plan, buffers }
}

const unmeasured: DatabaseTestMetrics = {
  executionTime: 0,
  memoryUsage: null,
  rowsAffected: 0,
  queryComplexity: null,
  connectionCount: 0,
}

function measured({ query, times, ratios, first, failed }: Course, limits: PerformanceTestConfig): QueryPerformance {
  const { metrics = unmeasured, plan = null, buffers = null } = first ?? {}
  const latency = latencyOf(times)
  const budgets =
    failed === undefined
      ? checkBudgets(limits, {
          maxQueryTime: latency.p95,
          queryComplexityThreshold: metrics.queryComplexity,
          memoryUsageLimitMb: (metrics.memoryUsage ?? 0) / 2 ** 20,
        })
      : []
  return {
    name: query.name,
    textHash: hashOf(query.text),
    runs: times.length,
    metrics: { ...metrics, executionTime: latency.p95 },
    latency,
    ratio: ratioOf(ratios),
    plan: planShape(plan),
    buffers,
    budgets,
    problems: failed === undefined ? budgetProblems(budgets) : [failed],
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
