/** What a database does, proven: transactions, vectors, errors, constraints, migrations, performance. */

export { DatabaseTestClient } from './testkit/client/database-test-client.ts'
export { engineVersion } from './testkit/client/engine-version.ts'
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
export {
  type ConstraintFinding,
  type ConstraintKind,
  type ConstraintReport,
  type ConstraintVerdict,
  constraintKinds,
} from './testkit/constraints/constraint-report.ts'
export { constraintResults } from './testkit/constraints/constraint-results.ts'
export { type ConstraintTestOptions, testConstraints } from './testkit/constraints/test-constraints.ts'
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
export type { Absent, CasePlace, ErrorCase, ErrorStep, Provocation } from './testkit/errors/cases/error-case.ts'
export type { ErrorCaseResult, ErrorCasesReport } from './testkit/errors/cases/error-case-result.ts'
export { errorCases } from './testkit/errors/cases/error-cases.ts'
export { classifyError } from './testkit/errors/classify/classify-error.ts'
export type { ErrorContext, KeyEnds } from './testkit/errors/classify/error-context.ts'
export type {
  ConstraintCaseResult,
  ConstraintTestCase,
  ConstraintTestResult,
} from './testkit/errors/constraint-violations.ts'
export { DatabaseErrorTester, type ProvokeOptions } from './testkit/errors/database-error-tester.ts'
export {
  type ClassifiedError,
  type ErrorClass,
  type ErrorGroup,
  errorClasses,
  errorGroups,
  type RetryAdvice,
} from './testkit/errors/error-class.ts'
export { errorCaseResults, resilienceResults, violationResults } from './testkit/errors/error-results.ts'
export type { Fault } from './testkit/errors/proxy/fault.ts'
export { type FaultProxy, openFaultProxy } from './testkit/errors/proxy/fault-proxy.ts'
export { type RunOnceOptions, type RunOnceResult, runOnce } from './testkit/errors/resilience/run-once.ts'
export {
  type ResilienceOptions,
  type ResilienceResult,
  type ResilienceScenario,
  resilienceScenarios,
} from './testkit/errors/resilience/scenario.ts'
export type { ResilienceResults } from './testkit/errors/resilience/test-resilience.ts'
export {
  type DatabaseTestkit,
  type DatabaseTestkitConfig,
  databaseTestkit,
} from './testkit/fixture/database-testkit.ts'
export { assertDatabase } from './testkit/matchers/assert-database.ts'
export { type DatabaseMatchers, databaseMatchers } from './testkit/matchers/database-matchers.ts'
export type { MatcherAnswer } from './testkit/matchers/judge-results.ts'
export { migrationResults } from './testkit/migrations/migration-results.ts'
export type { PerformanceBaseline } from './testkit/performance/baseline.ts'
export type { BudgetCheck } from './testkit/performance/budget.ts'
export type { BulkOperation, BulkOptions, BulkPerformance } from './testkit/performance/bulk-performance.ts'
export type { BaselineComparison } from './testkit/performance/compare-baseline.ts'
export type { ConcurrentAccess, ConcurrentOptions } from './testkit/performance/concurrent-access.ts'
export type { PerformanceProblem, PerformanceReport } from './testkit/performance/performance-report.ts'
export { performanceResults } from './testkit/performance/performance-results.ts'
export {
  type PerformancePart,
  type PerformanceRunOptions,
  PerformanceTester,
} from './testkit/performance/performance-tester.ts'
export type { MeasuredQuery, QueryPerformance, RunOptions } from './testkit/performance/query-performance.ts'
export type { ResourceUse } from './testkit/performance/resource-use.ts'
export type { Ratio } from './testkit/performance/yardstick.ts'
export { testReportSummary } from './testkit/report/report-words.ts'
export type { TestReport } from './testkit/report/test-report.ts'
export { hasPassed, type ReportAbout, testReportOf } from './testkit/report/test-report-of.ts'
export { testReportUnpassed } from './testkit/report/test-report-table.ts'
export { type TestReportFormat, testReportFormats, testReportText } from './testkit/report/test-report-text.ts'
export {
  type DatabaseSuiteConfig,
  type SuitePartName,
  suiteParts,
} from './testkit/suite/database-suite-config.ts'
export { levelsOf } from './testkit/suite/parts/transaction-parts.ts'
export { runDatabaseSuite } from './testkit/suite/run-database-suite.ts'
export { builtInHistories } from './testkit/transactions/built-in-histories.ts'
export { deadlockResults } from './testkit/transactions/deadlock/deadlock-results.ts'
export type { DeadlockOptions, DeadlockTestResult, WaitEdge } from './testkit/transactions/deadlock/detect-deadlock.ts'
export {
  type Cells,
  type History,
  type HistoryStep,
  type HistoryTransaction,
  historyTransaction,
  type Seen,
} from './testkit/transactions/history.ts'
export { type IsolationModel, isolationModels } from './testkit/transactions/isolation-promises.ts'
export { isolationResults, outcomeOf } from './testkit/transactions/isolation-results.ts'
export type { AppendAnomaly, AppendAnomalyName } from './testkit/transactions/list-append/check-appends.ts'
export type { Cycle } from './testkit/transactions/list-append/cycles.ts'
export type { Dependency } from './testkit/transactions/list-append/dependencies.ts'
export type {
  RandomHistoriesOptions,
  RandomHistoriesResult,
} from './testkit/transactions/list-append/random-histories.ts'
export { randomHistoryResults } from './testkit/transactions/list-append/random-history-results.ts'
export type {
  ConcurrentOperationsOptions,
  ConcurrentOperationsResult,
} from './testkit/transactions/operations/concurrent-operations.ts'
export type {
  BrokenInterleaving,
  InterleavingOptions,
  InterleavingsResult,
} from './testkit/transactions/operations/explore-operations.ts'
export type { ConcurrentOperation, OperationResult } from './testkit/transactions/operations/operation.ts'
export type { HistoryRun, StepSeen, TransactionSeen } from './testkit/transactions/run-history.ts'
export type { HistoryResult, IsolationOptions, IsolationTestResult } from './testkit/transactions/test-isolation.ts'
export { TransactionTester } from './testkit/transactions/transaction-tester.ts'
export {
  type InDoubtTransaction,
  inDoubtTransactions,
  resolveInDoubt,
} from './testkit/transactions/two-phase/in-doubt.ts'
export type { TwoPhaseCase, TwoPhaseResult } from './testkit/transactions/two-phase/two-phase-commit.ts'
export { twoPhaseResults } from './testkit/transactions/two-phase/two-phase-results.ts'
export type { ChangeStep } from './testkit/vectors/accuracy-after-changes.ts'
export type { Diagnosis, DiagnosisName } from './testkit/vectors/diagnose.ts'
export { type MadeVectors, madeVectors, type VectorShape } from './testkit/vectors/made-vectors.ts'
export type { IndexAbout } from './testkit/vectors/own-table.ts'
export { growth, type ScalingPoint } from './testkit/vectors/performance-scaling.ts'
export { textTable } from './testkit/vectors/report/text-table.ts'
export type { VectorReport } from './testkit/vectors/report/vector-report.ts'
export { vectorReportSvg } from './testkit/vectors/report/vector-report-svg.ts'
export { vectorReportText } from './testkit/vectors/report/vector-report-text.ts'
export { vectorResults } from './testkit/vectors/report/vector-results.ts'
export type { Estimate } from './testkit/vectors/score/estimate.ts'
export type { Latency } from './testkit/vectors/score/latency.ts'
export type { ColumnFacts } from './testkit/vectors/search/column-facts.ts'
export type { VectorIndex } from './testkit/vectors/search/vector-indexes.ts'
export type { SearchFunction, VectorSearch } from './testkit/vectors/search/vector-search.ts'
export type { SearchSettings } from './testkit/vectors/search/with-settings.ts'
export type { SearchAccuracy } from './testkit/vectors/search-accuracy.ts'
export type { Filter, FilteredAccuracy, SearchTest, SearchTestOptions } from './testkit/vectors/search-test.ts'
export type { FoundVector, SimilaritySearchResult } from './testkit/vectors/similarity-search.ts'
export type { MetadataCheck } from './testkit/vectors/storage/metadata-checks.ts'
export type { RefusedVector } from './testkit/vectors/storage/refused-vectors.ts'
export type { TypeStorage } from './testkit/vectors/storage/storage-accuracy.ts'
export type { VectorStorageResult } from './testkit/vectors/storage/vector-storage.ts'
export type { Sweep, SweepResult } from './testkit/vectors/sweep-search.ts'
export {
  type OwnVectors,
  VectorDatabaseTester,
  type VectorRunOptions,
  type VectorTestPart,
} from './testkit/vectors/vector-database-tester.ts'
export { type VectorMetric, vectorMetrics } from './testkit/vectors/vector-metric.ts'
export type { Vector, VectorType } from './testkit/vectors/vector-type.ts'
