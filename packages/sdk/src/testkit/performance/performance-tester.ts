import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { engineVersion } from '../client/engine-version.ts'
import { isAlone } from '../client/open-test-sessions.ts'
import { parsePerformanceConfig } from '../client/parse-test-config.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import { type PerformanceBaseline, readBaseline, writeBaseline } from './baseline.ts'
import { type BulkOptions, type BulkPerformance, bulkOperations, bulkPerformance } from './bulk-performance.ts'
import { checkNames, checkNumbers } from './check-options.ts'
import {
  type BaselineComparison,
  baselineEntries,
  type Comparable,
  compareBaseline,
  usualTolerance,
} from './compare-baseline.ts'
import { type ConcurrentAccess, type ConcurrentOptions, concurrentAccess } from './concurrent-access.ts'
import { liveQueries } from './live-queries.ts'
import { performanceProblems } from './performance-problems.ts'
import type { PerformanceReport } from './performance-report.ts'
import { type MeasuredQuery, type QueryPerformance, queryPerformance, type RunOptions } from './query-performance.ts'
import { type ResourceUse, resourceUse } from './resource-use.ts'

export const performanceParts = ['queries', 'bulk', 'concurrent'] as const
export type PerformancePart = (typeof performanceParts)[number]

export interface PerformanceRunOptions extends RunOptions {
  /** All, when not said. */
  readonly parts?: readonly PerformancePart[] | undefined
  /** When not said, those that its schema suggests: rows by their keys, and by their foreign keys. */
  readonly queries?: readonly MeasuredQuery[] | undefined
  readonly bulk?: Omit<BulkOptions, keyof RunOptions> | undefined
  readonly concurrent?: Omit<ConcurrentOptions, 'signal' | 'onProgress'> | undefined
  /** A baseline, or the file of one; a file that is not there is written. */
  readonly baseline?: string | PerformanceBaseline | undefined
  /** Writes the file of the baseline again, by this run, if nothing is over its limit. */
  readonly updateBaseline?: boolean | undefined
  /** How many times its baseline something may take; 2 when not said. */
  readonly tolerance?: number | undefined
  /** Whether a query that is gone about in another way than in the baseline fails; it is reported in any case. */
  readonly failOnPlanChange?: boolean | undefined
}

/** How fast a database does what it is asked, held against budgets, and against what it did before. */
export class PerformanceTester {
  readonly limits: PerformanceTestConfig
  readonly #client: DatabaseTestClient

  constructor(client: DatabaseTestClient, limits: PerformanceTestConfig = {}) {
    this.#client = client
    this.limits = parsePerformanceConfig(limits)
  }

  /** Whatever a query writes is rolled back. */
  async testQueryPerformance(
    queries?: readonly MeasuredQuery[],
    options: RunOptions = {},
  ): Promise<readonly QueryPerformance[]> {
    checkNumbers({ runs: options.runs })
    const measured = queries ?? (await liveQueries(this.#client))
    checkNames(
      measured.map(({ name }) => name),
      ['concurrent access', 'resources', ...bulkOperations],
    )
    return await queryPerformance(this.#client, measured, this.limits, options)
  }

  async testBulkPerformance(options: BulkOptions = {}): Promise<readonly BulkPerformance[]> {
    checkNumbers({ rows: options.rows, runs: options.runs })
    return await bulkPerformance(this.#client, this.limits, options)
  }

  async testConcurrentAccess(options: ConcurrentOptions = {}): Promise<ConcurrentAccess> {
    checkNumbers({ workers: options.workers, operations: options.operations })
    return await concurrentAccess(this.#client, this.limits, options)
  }

  /** What this process and its pool go through while `work` is done. */
  async testResourceUse<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly use: ResourceUse }> {
    return await resourceUse(this.#client, this.limits, work)
  }

  /** Everything, as one report. */
  async run(options: PerformanceRunOptions = {}): Promise<PerformanceReport> {
    const { baseline: given, updateBaseline = false, tolerance = usualTolerance } = options
    checkNumbers({ tolerance }, 'positive')
    const startedAt = new Date().toISOString()
    const from = performance.now()
    const path = typeof given === 'string' ? given : undefined
    const before = typeof given === 'string' ? await readBaseline(given) : given
    const { result: seen, use: resources } = await this.testResourceUse(() => this.#measure(options))
    const now: Comparable[] = [...seen.queries, ...seen.bulk.map((one) => ({ ...one, textHash: null, plan: null }))]
    const { engine, name: database } = this.#client
    const version = await engineVersion(this.#client)
    const other = before !== undefined && before.engine !== engine
    const comparisons: BaselineComparison[] = before && !other ? compareBaseline(before, now, tolerance) : []
    const skipped = [
      ...seen.skipped,
      ...(other ? [{ name: 'baseline', reason: `it is of ${before.engine}, and this is ${engine}` }] : []),
    ]
    const figures = { ...seen, resources, comparisons }
    const problems = performanceProblems(figures, tolerance, options.failOnPlanChange ?? false)
    const baseline: PerformanceBaseline = {
      kind: 'testkit-baseline',
      version: 1,
      engine,
      engineVersion: version,
      entries: baselineEntries(now),
    }
    if (path !== undefined && (before === undefined || (updateBaseline && problems.length === 0))) {
      await writeBaseline(path, baseline)
    }
    return {
      kind: 'testkit-performance',
      version: 1,
      engine,
      engineVersion: version,
      database,
      startedAt,
      milliseconds: performance.now() - from,
      limits: this.limits,
      ...figures,
      skipped,
      problems,
      passed: problems.length === 0 && now.length > 0,
      baseline,
    }
  }

  async #measure(options: PerformanceRunOptions) {
    const { parts = performanceParts, runs, signal, onProgress } = options
    const around = { runs, signal, onProgress }
    const alone = isAlone(this.#client.config.databaseUrl)
    const asked = (part: PerformancePart) => parts.includes(part)
    const queries = asked('queries') ? await this.testQueryPerformance(options.queries, around) : []
    const bulk = asked('bulk') ? await this.testBulkPerformance({ ...options.bulk, signal, onProgress }) : []
    const concurrent =
      asked('concurrent') && !alone
        ? await this.testConcurrentAccess({ ...options.concurrent, signal, onProgress })
        : null
    const skipped = [
      ...(asked('queries') && queries.length === 0
        ? [{ name: 'queries', reason: 'there is no table with a primary key, and no query is given' }]
        : []),
      ...(asked('concurrent') && alone
        ? [{ name: 'concurrent access', reason: 'the database has one connection' }]
        : []),
      ...queries
        .flatMap(({ budgets }) => budgets)
        .filter(({ passed }) => passed === null)
        .slice(0, 1)
        .map(({ budget }) => ({ name: budget, reason: `${this.#client.engine} does not say what a query costs` })),
    ]
    return { queries, bulk, concurrent, skipped }
  }
}
