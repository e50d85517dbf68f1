import type { DatabaseTestResult } from '../database-test-result.ts'
import type { HistoryResult, IsolationTestResult } from './test-isolation.ts'

/** Each history as one result of a report. An anomaly that the level lets be is told, and fails nothing. */
export function isolationResults(result: IsolationTestResult): DatabaseTestResult[] {
  return result.histories.map((history) => ({
    testName: `isolation: ${result.isolationLevel}: ${history.history}`,
    testType: 'integration',
    status: history.excluded && history.occurred ? 'failed' : 'passed',
    metrics: {
      executionTime: Math.max(0, ...history.transactions.map(({ milliseconds }) => milliseconds)),
      memoryUsage: null,
      rowsAffected: history.final.length,
      queryComplexity: null,
      connectionCount: history.transactions.length,
    },
    errorMessage:
      history.excluded && history.occurred
        ? `${history.anomaly} occurred, which ${result.expected} excludes: ${history.meaning}`
        : null,
    performanceData: {
      anomaly: history.anomaly,
      excluded: history.excluded,
      outcome: outcomeOf(history),
      refused: history.steps.flatMap(({ refused }) => refused ?? []),
      waited: history.steps.flatMap(({ by, waitedFor }) => waitedFor.map((other) => `${by} for ${other}`)),
    },
  }))
}

/** What became of the anomaly, in a few words. */
export function outcomeOf({ occurred, preventedBy }: HistoryResult): string {
  return occurred ? 'occurs' : `prevented by ${preventedBy}`
}
