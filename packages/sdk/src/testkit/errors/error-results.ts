import type { DatabaseTestType } from '../database-test-config.ts'
import type { DatabaseTestMetrics, DatabaseTestResult } from '../database-test-result.ts'
import type { ErrorCasesReport } from './cases/error-case-result.ts'
import type { ConstraintTestResult } from './constraint-violations.ts'
import type { ResilienceResult } from './resilience/scenario.ts'
import type { ResilienceResults } from './resilience/test-resilience.ts'

/** Provoked errors, as results of a suite. What an engine does not have is skipped with that for its reason. */
export function errorCaseResults(
  { results }: Pick<ErrorCasesReport, 'results'>,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  return results.map(({ name, status, expected, actual, reason, milliseconds }) => ({
    testName: `errors: ${name}`,
    testType,
    status: status === 'absent' ? 'skipped' : status,
    metrics: metricsOf(milliseconds),
    errorMessage: reason,
    performanceData:
      expected === null ? null : { expected, class: actual?.class, code: actual?.code, retry: actual?.retry },
  }))
}

/** Scenarios of connections, as results of a suite. */
export function resilienceResults(
  results: ResilienceResults,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  return Object.entries(results).map(([name, result]) => ({
    testName: `resilience: ${name.replaceAll('_', ' ')}`,
    testType,
    status: result.skipped !== null ? 'skipped' : result.success ? 'passed' : 'failed',
    metrics: metricsOf(result.milliseconds),
    errorMessage: result.skipped ?? result.error,
    performanceData: result.skipped === null ? seenIn(result) : null,
  }))
}

/** Rows that a table must refuse, as results of a suite. */
export function violationResults(
  table: string,
  { results }: Pick<ConstraintTestResult, 'results'>,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  return results.map(({ testCase, expectedError, actualError, passed, milliseconds }) => ({
    testName: `violations: ${table}: ${testCase}`,
    testType,
    status: passed ? 'passed' : 'failed',
    metrics: metricsOf(milliseconds),
    errorMessage: passed
      ? null
      : actualError === null
        ? 'the table took the row'
        : `${actualError} instead of ${expectedError}`,
    performanceData: { expected: expectedError, class: actualError },
  }))
}

function seenIn({ recoveryTime, classified }: ResilienceResult): Record<string, unknown> {
  return { recoveryTime, class: classified?.class, code: classified?.code, retry: classified?.retry }
}

function metricsOf(milliseconds: number): DatabaseTestMetrics {
  return { executionTime: milliseconds, memoryUsage: null, rowsAffected: 0, queryComplexity: null, connectionCount: 1 }
}
