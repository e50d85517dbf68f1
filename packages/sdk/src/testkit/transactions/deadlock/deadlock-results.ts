import type { DatabaseTestType } from '../../database-test-config.ts'
import type { DatabaseTestResult } from '../../database-test-result.ts'
import type { DeadlockTestResult } from './detect-deadlock.ts'

export function deadlockResults(
  result: DeadlockTestResult,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  const { concurrentOperations, resolutionTime, resolvedBy, codes, victims, waitGraph, passed, problems } = result
  return [
    {
      testName: `deadlock of ${concurrentOperations} transactions`,
      testType,
      status: passed ? 'passed' : 'failed',
      metrics: {
        executionTime: resolutionTime,
        memoryUsage: null,
        rowsAffected: result.successfulOperations,
        queryComplexity: null,
        connectionCount: concurrentOperations,
      },
      errorMessage: passed ? null : problems.join('; '),
      performanceData: { resolvedBy, codes, victims, waitGraph },
    },
  ]
}
