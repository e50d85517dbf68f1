import type { FactKind } from '../facts.ts'
import type { ObjectId } from '../identity.ts'

/** What must happen to one schema so that it becomes another. */
export interface SchemaDiff {
  readonly added: readonly DiffEntry[]
  readonly removed: readonly DiffEntry[]
  readonly changed: readonly ChangedObject[]
  /** Pairs out of removed and added that may be one object under another name. Nobody but a person can know. */
  readonly renameCandidates: readonly RenameCandidate[]
  /** Those that the caller said are renames; they are in none of the lists above, unless they changed as well. */
  readonly renamed: readonly Rename[]
  /** What was not compared although it differs or may differ: kinds without a model, owners where they were left out. */
  readonly notCompared: readonly string[]
}

export interface DiffEntry {
  readonly id: ObjectId
  readonly kind: FactKind
}

export interface ChangedObject extends DiffEntry {
  readonly changes: readonly PropertyChange[]
}

/** A property of the object, or `comment`, `owner`, `access`. Values are plain data. */
export interface PropertyChange {
  readonly property: string
  readonly from: unknown
  readonly to: unknown
}

export interface Rename {
  readonly from: ObjectId
  readonly to: ObjectId
}

export interface RenameCandidate extends Rename {
  readonly why: string
}
