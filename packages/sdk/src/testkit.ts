/** What a database does, proven: transactions, vectors, errors, constraints, migrations, performance. */

export { DatabaseTestClient } from './testkit/client/database-test-client.ts'
export { openTestSessions, type TestSessions, type TestSessionsOptions } from './testkit/client/open-test-sessions.ts'
export type { OpenTestSession, TestSession } from './testkit/client/test-session.ts'
export type {
  QueryMeasure,
  Row,
  StatementParameters,
  Table,
  TestStatements,
  TestTransaction,
  WorkMeasure,
} from './testkit/client/test-statements.ts'
export type { CrudCounter, CrudKey, CrudRepository } from './testkit/crud/crud-repository.ts'
export { type CrudOfRepository, type CrudTable, crudSuite } from './testkit/crud/crud-suite.ts'
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
