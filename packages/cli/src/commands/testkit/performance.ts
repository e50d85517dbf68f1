import {
  type MeasuredQuery,
  type PerformanceTestConfig,
  PerformanceTester,
  performanceResults,
  testReportText,
} from '@understudy/sdk/testkit'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { comparisonText } from './comparison-text.ts'
import { numberOf, runTests, type TestFlags } from './run-tests.ts'

export interface PerformanceFlags extends TestFlags {
  readonly query: readonly string[]
  readonly runs: string
  readonly rows: string
  readonly workers: string
  readonly maxQueryTime?: string
  readonly maxBulkTime?: string
  readonly maxConnections?: string
  readonly maxMemory?: string
  readonly maxCost?: string
  readonly baseline?: string
  readonly updateBaseline?: boolean
  readonly tolerance: string
  readonly failOnPlanChange?: boolean
}

export async function performanceCommand(
  url: string | undefined,
  flags: PerformanceFlags,
  around: Around,
): Promise<Outcome> {
  const queries = flags.query.map(queryOf)
  const limits = limitsOf(flags)
  const workers = numberOf('--workers', flags.workers, 1)
  const options = {
    runs: numberOf('--runs', flags.runs, 1),
    bulk: { rows: numberOf('--rows', flags.rows, 1) },
    concurrent: { workers },
    tolerance: numberOf('--tolerance', flags.tolerance),
    baseline: flags.baseline,
    updateBaseline: flags.updateBaseline,
    failOnPlanChange: flags.failOnPlanChange,
    ...(queries.length > 0 && { queries }),
  }
  return await runTests(
    'performance',
    url,
    flags,
    around,
    async (client, say) => {
      const tester = new PerformanceTester(client, limits)
      const tested = await tester.run({ ...options, signal: around.signal, onProgress: say })
      return {
        results: performanceResults(tested),
        text: (report) => `${comparisonText(tested.comparisons)}${testReportText(report, 'text')}`,
        document: { performance: tested },
      }
    },
    { connectionPoolSize: workers },
  )
}

function limitsOf(flags: PerformanceFlags): PerformanceTestConfig {
  const limit = (flag: string, text: string | undefined) => (text === undefined ? undefined : numberOf(flag, text))
  return {
    maxQueryTime: limit('--max-query-time', flags.maxQueryTime),
    maxBulkOperationTime: limit('--max-bulk-time', flags.maxBulkTime),
    concurrentConnectionLimit: limit('--max-connections', flags.maxConnections),
    memoryUsageLimitMb: limit('--max-memory', flags.maxMemory),
    queryComplexityThreshold: limit('--max-cost', flags.maxCost),
  }
}

function queryOf(text: string): MeasuredQuery {
  const [, name, sql] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (name !== undefined && sql !== undefined) return { name: name.trim(), text: sql.trim() }
  throw usage(
    `--query ${JSON.stringify(text)} has no name`,
    'Give it as NAME=SQL, such as "people=select * from people".',
  )
}
