import type { Hazard, HazardKind, MigrationStep } from '../step.ts'

/** A step before it has its number. What is left out: no hazards, a shared transaction. */
export interface Draft extends Pick<MigrationStep, 'action' | 'object' | 'title' | 'statements'> {
  readonly hazards?: readonly Hazard[]
  readonly transaction?: MigrationStep['transaction']
}

export function hazard(kind: HazardKind, why: string): Hazard {
  return { kind, why }
}

export function deletesData(why: string): Hazard[] {
  return [hazard('deletes data', why), hazard('cannot be undone', 'Only a backup brings them back.')]
}

/** SQLite has one lock for all tables, which each step of a migration holds; it is told where it is held for long. */
export function rewritesTable(table: string): Hazard[] {
  return [
    hazard('rewrites table', `Every row of ${table} is written anew.`),
    hazard('blocks writes', 'Nobody can write to the database until that is done.'),
  ]
}
