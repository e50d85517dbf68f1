import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestMetrics, DatabaseTestResult } from '../database-test-result.ts'
import type { PerformanceReport } from './performance-report.ts'

const unmeasured: DatabaseTestMetrics = {
  executionTime: 0,
  memoryUsage: null,
  rowsAffected: 0,
  queryComplexity: null,
  connectionCount: 0,
}

/** A result for each thing that was measured; what the baseline says of it belongs to it. */
export function performanceResults(
  report: PerformanceReport,
  testType: DatabaseTestType = 'performance',
): DatabaseTestResult[] {
  const { queries, bulk, concurrent, resources, comparisons, skipped, problems } = report
  const result = (
    name: string,
    metrics: DatabaseTestMetrics,
    data: Readonly<Record<string, unknown>>,
  ): DatabaseTestResult => {
    const own = problems.filter((problem) => problem.name === name)
    const status = own.length === 0 ? 'passed' : 'failed'
    const said = own.map(({ message }) => message).join('; ')
    const baseline = comparisons.find((one) => one.name === name)
    return {
      testName: `performance: ${name}`,
      testType,
      status,
      metrics,
      errorMessage: status === 'passed' ? null : said,
      performanceData: baseline ? { ...data, baseline } : data,
    }
  }
  return [
    ...queries.map(({ name, metrics, problems: _, ...data }) => result(name, metrics, data)),
    ...bulk.map(({ name, metrics, problems: _, ...data }) => result(name, metrics, data)),
    ...(concurrent ? [result('concurrent access', ofConcurrent(concurrent), withoutProblems(concurrent))] : []),
    result(
      'resources',
      { ...unmeasured, executionTime: resources.milliseconds, memoryUsage: resources.peakMemory },
      withoutProblems(resources),
    ),
    ...skipped.map(
      ({ name, reason }): DatabaseTestResult => ({
        testName: `performance: ${name}`,
        testType,
        status: 'skipped',
        metrics: unmeasured,
        errorMessage: reason,
        performanceData: null,
      }),
    ),
  ]
}

function ofConcurrent({ latency, succeeded, connections }: NonNullable<PerformanceReport['concurrent']>) {
  return { ...unmeasured, executionTime: latency.p95, rowsAffected: succeeded, connectionCount: connections }
}

function withoutProblems({ problems: _, ...data }: { readonly problems: readonly string[] }): Record<string, unknown> {
  return data
}
