/** What a database does, proven: transactions, vectors, errors, constraints, migrations, performance. */

export {
  type DatabaseTestConfig,
  type DatabaseTestConfigInput,
  type DatabaseTestType,
  type IsolationLevel,
  isolationLevels,
  type PerformanceTestConfig,
  type VectorTestConfig,
  type VectorTestConfigInput,
} from './testkit/database-test-config.ts'
export type {
  DatabaseTestMetrics,
  DatabaseTestResult,
  DatabaseTestStatus,
  TransactionTestResult,
} from './testkit/database-test-result.ts'
export type { ClassifiedError, ErrorClass, ErrorGroup, RetryAdvice } from './testkit/errors/error-class.ts'
export type { TestReport } from './testkit/report/test-report.ts'
