import type { DatabaseTestType } from '../../database-test-config.ts'
import type { DatabaseTestResult } from '../../database-test-result.ts'
import type { TwoPhaseResult } from './two-phase-commit.ts'

/** Each crash as one result of a report. */
export function twoPhaseResults(
  { cases }: TwoPhaseResult,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  return cases.map(({ name, inDoubt, locked, outcome, milliseconds, problems }) => ({
    testName: `two-phase commit: ${name}`,
    testType,
    status: problems.length === 0 ? 'passed' : 'failed',
    metrics: {
      executionTime: milliseconds,
      memoryUsage: null,
      rowsAffected: outcome === 'committed' ? 2 : 0,
      queryComplexity: null,
      connectionCount: 4,
    },
    errorMessage: problems.length === 0 ? null : problems.join('; '),
    performanceData: { inDoubt, locked, outcome },
  }))
}
