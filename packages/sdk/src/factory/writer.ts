import type { CleanupFailure, CleanupOptions } from './cleanup.ts'

export type Row = Readonly<Record<string, unknown>>

/** A foreign key as the database has it, in the names that rows have. */
export interface WriterReference {
  readonly name: string
  readonly fields: readonly string[]
  /** The table it points at, by the same name that `WriterTable.table` gives. */
  readonly table: string
  readonly nullable: boolean
  readonly deferrable: boolean
}

/** What a factory has to know of a table before it can write to it. */
export interface WriterTable {
  /** One name for each table, however entities spell it. */
  readonly table: string
  /** Fields of the primary key. */
  readonly key: readonly string[]
  /** Fields whose numbers come out of a sequence of the database. */
  readonly sequenced: readonly string[]
  /** Whether there is a column for the field that takes values: a generated one does not. */
  takes(field: string): boolean
  /** Key fields that take a UUID where a row has none. */
  readonly uuids: readonly string[]
  readonly references: readonly WriterReference[]
}

export interface Insert {
  readonly entity: string
  readonly fields: readonly string[]
  readonly rows: readonly Row[]
}

/** Sets fields of rows that were inserted a moment ago. */
export interface Update extends Insert {
  readonly key: readonly string[]
}

export interface WritePlan {
  /** In order. */
  readonly inserts: readonly Insert[]
  /** After all inserts. */
  readonly updates: readonly Update[]
  /** Foreign keys are to be checked at the end, as far as they can be. */
  readonly defer: boolean
}

export interface Created {
  readonly entity: string
  readonly key: readonly string[]
  readonly rows: readonly Row[]
}

export interface Removal {
  /** For each of what was created: which of its rows are there no more, and how many of those this removal deleted. */
  readonly gone: readonly { readonly rows: readonly boolean[]; readonly deleted: number }[]
  readonly failures: readonly CleanupFailure[]
}

export interface Reservation {
  readonly entity: string
  readonly field: string
  readonly count: number
}

/** Where factories write: a database behind four questions. */
export interface Writer {
  /** Fails with TABLE_UNKNOWN where there is no such table; `fields` are those of the rows to come. */
  table(entity: string, fields: readonly string[]): Promise<WriterTable>
  /** For each request numbers of a sequence that nobody else will get. */
  reserve(requests: readonly Reservation[]): Promise<readonly (readonly (number | bigint)[])[]>
  /** All or nothing. */
  write(plan: WritePlan): Promise<void>
  /** Children first. A row that cannot go keeps no other from going. */
  remove(created: readonly Created[], options: CleanupOptions): Promise<Removal>
}
