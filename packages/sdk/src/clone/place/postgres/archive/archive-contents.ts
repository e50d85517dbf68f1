import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import type { QualifiedName } from '../../../../catalog/qualified-name.ts'
import type { DatabaseForm } from '../../database-form.ts'
import type { DatabaseStanding } from '../database-standing.ts'

/** What an archive begins with: all that a database is besides its rows. */
export interface ArchiveHead {
  readonly version: 1
  readonly form: DatabaseForm
  readonly standing: DatabaseStanding
  readonly definition: SchemaDefinition
  /** Rows that extensions keep in tables of their own, which nothing here brings back. */
  readonly ofExtensions: Readonly<Record<string, CountedRows>>
}

/** Rows of it follow, as COPY gives them in text, and then how many there were. */
export interface ArchivedTable extends QualifiedName {
  /** In the order in which they are copied: those that the engine does not compute. */
  readonly columns: readonly string[]
}

export interface CountedRows {
  readonly rows: string
  /** Over all values of all rows, in whatever order. */
  readonly digest: string
}

export interface ArchivedSequence extends QualifiedName {
  readonly last: string
  readonly isCalled: boolean
}

/** What it holds follows in pieces. */
export interface ArchivedObject {
  readonly object: number
  readonly owner: string
  readonly comment: string | null
  /** As the catalog has them, with the owner's own. */
  readonly rights: readonly string[]
  /** Of others; a role of null is everybody. */
  readonly grants: readonly { readonly role: string | null; readonly privilege: string; readonly grantable: boolean }[]
}

/** Without it an archive is cut. */
export interface ArchiveEnd {
  readonly tables: number
  readonly objects: { readonly count: number; readonly digest: string }
}
