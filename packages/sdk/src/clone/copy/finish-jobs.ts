import type { MigrationStep } from '../../catalog/migration/step.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import { quoteTable } from '../../database/postgres/quote.ts'
import type { CopyContext } from '../copy-context.ts'
import { dataTables, tableName } from '../plan/data-tables.ts'
import type { FamilyOf } from './families.ts'
import { lookedUp, markVisible } from './mark-visible.ts'
import { once, type StepRun } from './run-steps.ts'
import { keepsOut, type Locking } from './step-waves.ts'

/** What runs beside others that do not take its locks. */
export interface Job extends Locking {
  run(): Promise<void>
}

/** Before anything else looks at the rows; the largest tables first. Once more does no harm and takes no time. */
export function markingJobs(
  { schema, policy }: CopyContext,
  { staging, signal }: StepRun,
  familyOf: FamilyOf,
  bytesOf: (relation: QualifiedName) => number,
): Job[] {
  const isLookedUp = lookedUp(schema, familyOf)
  return dataTables(schema, policy)
    .filter(({ table }) => isLookedUp(table, bytesOf(table)))
    .sort((one, other) => bytesOf(other.table) - bytesOf(one.table))
    .map(({ table }) => ({
      locks: [{ relation: table, mode: 'SHARE UPDATE EXCLUSIVE' }],
      run: () => staging.session((session) => markVisible(session, table, signal)),
    }))
}

/** The planner's statistics of every table. */
export function analysisJobs({ schema, policy }: CopyContext, run: StepRun): Job[] {
  return dataTables(schema, policy).map(({ name, table }) => ({
    locks: [{ relation: table, mode: 'SHARE UPDATE EXCLUSIVE' }],
    run: () => once(`analyze ${name}`, run, (session) => session.execute(`analyze ${quoteTable(table)}`)),
  }))
}

/**
 * Analyses come last, beside the checks of other tables' rows; of a table whose own rows are checked, which cannot be at
 * the same time, while indexes of others are still built.
 */
export function withAnalyses(steps: readonly MigrationStep[], jobs: readonly Job[], analyses: readonly Job[]): Job[] {
  const checked = new Set(
    steps
      .filter(({ action }) => action === 'validate')
      .flatMap(({ locks }) => locks.filter(({ mode }) => mode === 'SHARE UPDATE EXCLUSIVE'))
      .map(({ relation }) => tableName(relation)),
  )
  const isChecked = ({ locks }: Job) => locks.some(({ relation }) => checked.has(tableName(relation)))
  const found = steps.findIndex((step) => keepsOut(step) || step.action === 'validate')
  const before = found < 0 ? steps.length : found
  return [
    ...jobs.slice(0, before),
    ...analyses.filter(isChecked),
    ...jobs.slice(before),
    ...analyses.filter((one) => !isChecked(one)),
  ]
}
