import { withScratchDatabase } from '../../catalog/scratch.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { Table } from '../client/test-statements.ts'
import { constraintResults } from '../constraints/constraint-results.ts'
import { type ConstraintTestOptions, testConstraints } from '../constraints/test-constraints.ts'
import { type CrudOfRepository, type CrudTable, crudSuite } from '../crud/crud-suite.ts'
import type { IsolationLevel, PerformanceTestConfig, VectorTestConfigInput } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { ErrorCase } from '../errors/cases/error-case.ts'
import type { ConstraintTestCase } from '../errors/constraint-violations.ts'
import { DatabaseErrorTester, type ProvokeOptions } from '../errors/database-error-tester.ts'
import { errorCaseResults, resilienceResults, violationResults } from '../errors/error-results.ts'
import type { ResilienceOptions, ResilienceScenario } from '../errors/resilience/scenario.ts'
import { migrationResults } from '../migrations/migration-results.ts'
import { type MigrationTestOptions, testMigrations } from '../migrations/test-migrations.ts'
import { performanceResults } from '../performance/performance-results.ts'
import { type PerformanceRunOptions, PerformanceTester } from '../performance/performance-tester.ts'
import { deadlockResults } from '../transactions/deadlock/deadlock-results.ts'
import type { DeadlockOptions } from '../transactions/deadlock/detect-deadlock.ts'
import { isolationResults } from '../transactions/isolation-results.ts'
import type { IsolationOptions } from '../transactions/test-isolation.ts'
import { TransactionTester } from '../transactions/transaction-tester.ts'
import { twoPhaseResults } from '../transactions/two-phase/two-phase-results.ts'
import { vectorResults } from '../vectors/report/vector-results.ts'
import { VectorDatabaseTester, type VectorRunOptions } from '../vectors/vector-database-tester.ts'

type Results = Promise<readonly DatabaseTestResult[]>

/** What matchers and assertions ask of a database, by their names: every tester of the kit, with what it takes. */
export const databaseChecks = {
  /** Rows of a table, or of a repository, are created, read, changed and deleted as they should. */
  toHandleRows: async (client: DatabaseTestClient, subject: string | CrudTable | CrudOfRepository): Results =>
    await crudSuite(client, typeof subject === 'string' ? { table: subject } : subject),

  /** Every constraint takes rows that keep it, and no others. */
  toEnforceConstraints: async (client: DatabaseTestClient, options?: ConstraintTestOptions): Results =>
    constraintResults(await testConstraints(client, options)),

  /** A table refuses these rows, each by the class of error that is said. */
  toRefuseRows: async (client: DatabaseTestClient, table: Table, cases: readonly ConstraintTestCase[]): Results =>
    violationResults(
      typeof table === 'string' ? table : table.name,
      await new DatabaseErrorTester(client).testConstraintViolations(table, cases),
    ),

  /** No anomaly occurs at the level that it excludes. */
  toKeepIsolation: async (client: DatabaseTestClient, level?: IsolationLevel, options?: IsolationOptions): Results =>
    isolationResults(await new TransactionTester(client).testTransactionIsolation(level, options)),

  /** Of transactions that wait in a circle one is ended, and the others commit. */
  toResolveDeadlocks: async (client: DatabaseTestClient, options?: DeadlockOptions): Results =>
    deadlockResults(await new TransactionTester(client).testDeadlockDetection(options)),

  /** Wherever who coordinates dies, this database and another one have both committed, or neither has. */
  toCommitInTwoPhases: async (client: DatabaseTestClient, other?: DatabaseTestClient): Results =>
    twoPhaseResults(await new TransactionTester(client).testTwoPhaseCommit(other)),

  /** Errors are told as what they are. */
  toTellErrors: async (client: DatabaseTestClient, cases?: readonly ErrorCase[], options?: ProvokeOptions): Results =>
    errorCaseResults(await new DatabaseErrorTester(client).provokeErrors(cases, options)),

  /** Troubles of connections are told as what they are, end, and lose nothing. */
  toSurviveTroubles: async (
    client: DatabaseTestClient,
    scenarios?: readonly ResilienceScenario[],
    options?: ResilienceOptions,
  ): Results => resilienceResults(await new DatabaseErrorTester(client).testConnectionResilience(scenarios, options)),

  /** Vectors are kept and found, within the limits. */
  toFindVectors: async (
    client: DatabaseTestClient,
    limits?: VectorTestConfigInput,
    options?: VectorRunOptions,
  ): Results => {
    await using tester = new VectorDatabaseTester(client, limits)
    return vectorResults(await tester.run(options), 'integration')
  },

  /** Nothing takes longer, or more, than the limits and the baseline allow. */
  toKeepWithin: async (
    client: DatabaseTestClient,
    limits?: PerformanceTestConfig,
    options?: PerformanceRunOptions,
  ): Results => performanceResults(await new PerformanceTester(client, limits).run(options)),

  /** Migrations go up, down and up again, in a scratch database on the client's server. */
  toMigrate: async (
    client: DatabaseTestClient,
    source: Parameters<typeof testMigrations>[1],
    options?: MigrationTestOptions,
  ): Results =>
    await withScratchDatabase(client.config.databaseUrl, async (database) =>
      migrationResults(await testMigrations(database, source, options)),
    ),
}
