import type { MigrationScript } from '../../catalog/migration/step.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CrudOfRepository, CrudTable } from '../crud/crud-suite.ts'
import {
  type DatabaseTestConfigInput,
  type DatabaseTestType,
  databaseTestTypes,
  type IsolationLevel,
  type PerformanceTestConfig,
  type VectorTestConfigInput,
} from '../database-test-config.ts'
import type { ErrorCase } from '../errors/cases/error-case.ts'
import type { ResilienceOptions, ResilienceScenario } from '../errors/resilience/scenario.ts'
import type { MigrationTestOptions } from '../migrations/test-migrations.ts'
import type { PerformanceRunOptions } from '../performance/performance-tester.ts'
import type { VectorRunOptions } from '../vectors/vector-database-tester.ts'

export const suiteParts = [
  'crud',
  'constraints',
  'isolation',
  'deadlocks',
  'two-phase commit',
  'errors',
  'resilience',
  'vectors',
  'performance',
  'vector scaling',
  'migrations',
] as const
export type SuitePartName = (typeof suiteParts)[number]

export interface DatabaseSuiteConfig extends Omit<DatabaseTestConfigInput, 'testType'> {
  /** Of the report. */
  readonly title?: string | undefined
  /** All, when not said; migration only where there are migrations. */
  readonly categories?: readonly DatabaseTestType[] | undefined
  /** Of the categories, only these; all, when not said. */
  readonly parts?: readonly SuitePartName[] | undefined
  /** Tables and repositories that rows are created in, read from, changed and deleted; every table with a primary key, when not said. */
  readonly crud?: readonly (string | CrudTable | CrudOfRepository)[] | undefined
  /** Levels that are tested; those that the engine tells apart, when not said. */
  readonly levels?: readonly IsolationLevel[] | undefined
  /** Another database for commits over both; one that is made for this on the same server, when not said. */
  readonly twoPhase?: { readonly databaseUrl: string } | undefined
  readonly errors?: { readonly cases?: readonly ErrorCase[] | undefined } | undefined
  readonly resilience?: (ResilienceOptions & { readonly scenarios?: readonly ResilienceScenario[] }) | undefined
  readonly vectors?: (VectorTestConfigInput & { readonly run?: VectorRunOptions | undefined }) | undefined
  /** Budgets, and how they are measured. */
  readonly performance?: (PerformanceTestConfig & { readonly run?: PerformanceRunOptions | undefined }) | undefined
  /** A folder of migrations or a generated script, which run in a scratch database on the same server. */
  readonly migrations?:
    | { readonly source: string | MigrationScript; readonly options?: MigrationTestOptions | undefined }
    | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((doing: string) => void) | undefined
}

/** What is asked for must be there to be asked for; whatever is wrong is in one error. */
export function checkSuiteConfig({ categories = [], parts = [], migrations }: DatabaseSuiteConfig): void {
  const unknown = [
    ...categories.filter((one) => !databaseTestTypes.includes(one)).map((one) => `there is no category ${one}`),
    ...parts.filter((one) => !suiteParts.includes(one)).map((one) => `there is no part ${one}`),
    ...(categories.includes('migration') && migrations === undefined
      ? ['the category migration needs migrations: a folder or a script']
      : []),
  ]
  if (unknown.length === 0) return
  throw new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read the configuration of a database suite',
    message: unknown.join('; '),
  })
}
