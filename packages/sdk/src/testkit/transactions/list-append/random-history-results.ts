import type { DatabaseTestType } from '../../database-test-config.ts'
import type { DatabaseTestResult } from '../../database-test-result.ts'
import type { RandomHistoriesResult } from './random-histories.ts'

export function randomHistoryResults(
  result: RandomHistoriesResult,
  milliseconds: number,
  testType: DatabaseTestType = 'integration',
): DatabaseTestResult[] {
  const { isolationLevel, seed, transactions, committed, anomalies, expected, shown, broken, passed } = result
  return [
    {
      testName: `isolation: ${isolationLevel}: random histories`,
      testType,
      status: passed ? 'passed' : 'failed',
      metrics: {
        executionTime: milliseconds,
        memoryUsage: null,
        rowsAffected: committed,
        queryComplexity: null,
        connectionCount: 1,
      },
      errorMessage: passed
        ? null
        : `${broken.map(({ name }) => name).join(', ')} occurred, which ${expected} excludes: ${broken.map(({ explanation }) => explanation).join('; ')}`,
      performanceData: { seed, transactions, committed, shown, anomalies: anomalies.map(({ name }) => name) },
    },
  ]
}
