import type { QualifiedName } from './qualified-name.ts'

export interface Publication {
  readonly name: string
  readonly allTables: boolean
  readonly operations: readonly ('insert' | 'update' | 'delete' | 'truncate')[]
  readonly viaRoot: boolean
  /** Postgres 18: whether stored generated columns are sent too. */
  readonly generatedColumns: 'none' | 'stored'
  readonly tables: readonly PublishedTable[]
  readonly schemas: readonly string[]
}

export interface PublishedTable extends QualifiedName {
  /** Null is all of them. */
  readonly columns: readonly string[] | null
  readonly where: string | null
}
