import type { DatabaseTestType, IsolationLevel } from './database-test-config.ts'

export interface DatabaseTestMetrics {
  /** Milliseconds. */
  readonly executionTime: number
  /** Bytes that this process came to hold meanwhile; null where it was not looked at. */
  readonly memoryUsage: number | null
  readonly rowsAffected: number
  /** What the planner thinks that the query costs; null where the engine does not say. */
  readonly queryComplexity: number | null
  /** Connections that were open to the database. */
  readonly connectionCount: number
}

/** `skipped` is what could not be tested, with its reason; it never counts as passed. */
export type DatabaseTestStatus = 'passed' | 'failed' | 'skipped'

/** One thing that was tested. Neither it nor any report of it holds a value of a row that is not the test's own. */
export interface DatabaseTestResult {
  readonly testName: string
  readonly testType: DatabaseTestType
  readonly status: DatabaseTestStatus
  readonly metrics: DatabaseTestMetrics
  /** Why it failed or was skipped: the limit and the measured value, or what the database said. */
  readonly errorMessage: string | null
  /** What the test found out beyond that, as JSON. */
  readonly performanceData: Readonly<Record<string, unknown>> | null
}

export interface TransactionTestResult {
  readonly isolationLevel: IsolationLevel
  readonly concurrentOperations: number
  readonly successfulOperations: number
  readonly failedOperations: number
  readonly deadlocksDetected: number
  /** Milliseconds of one operation. */
  readonly averageExecutionTime: number
}
