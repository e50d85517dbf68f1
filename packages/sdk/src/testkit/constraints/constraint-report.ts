import type { Note } from '../../catalog/model/note.ts'

export const constraintKinds = [
  'primary key',
  'unique',
  'foreign key',
  'check',
  'not null',
  'exclusion',
  'domain',
  'generated',
] as const
export type ConstraintKind = (typeof constraintKinds)[number]

/** `not tested` is never a pass: its reason says what stood in the way. */
export type ConstraintVerdict = 'holds' | 'does not hold' | 'not tested'

export interface ConstraintFinding {
  /** As people call it: without the default schema. */
  readonly table: string
  /** Its name, or of what has none the column's. */
  readonly constraint: string
  readonly kind: ConstraintKind
  readonly columns: readonly string[]
  /** Which end of a foreign key was tried; null for everything else. */
  readonly side: 'insert' | 'delete' | null
  readonly verdict: ConstraintVerdict
  /** Null where it holds and there is nothing to add. */
  readonly reason: string | null
  /** Rows that had to pass and did. */
  readonly passed: number
  /** Rows that had to fail, and did so because of this constraint. */
  readonly refused: number
  readonly milliseconds: number
}

/** What was found out about every constraint of a database. No value of any row is in it. */
export interface ConstraintReport {
  readonly kind: 'testkit-constraints'
  readonly version: 1
  readonly findings: readonly ConstraintFinding[]
  /** Triggers, rules and row security that took part, and tables that no row can be made for. */
  readonly notes: readonly Note[]
  /** Sequences that gave out numbers meanwhile, which no rollback takes back. */
  readonly movedSequences: readonly string[]
}
