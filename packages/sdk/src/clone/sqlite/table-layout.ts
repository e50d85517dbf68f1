import type { Table } from '../../catalog/definition.ts'
import { type Affinity, affinityOf } from '../../catalog/migration/sqlite/affinity.ts'
import { primaryKeyOf } from '../../catalog/migration/sqlite/primary-key.ts'

/** How the rows of a table are found, told apart and written. */
export interface TableLayout {
  readonly name: string
  /** What is copied, in the table's order: columns that SQLite computes are not. */
  readonly columns: readonly LayoutColumn[]
  /** The name that reaches the row's number; undefined without one, or where columns have taken all its names. */
  readonly rowid: string | undefined
  /** Which column is the row's number under a name of its own. */
  readonly alias: string | undefined
  /** The primary key of a table that is its key. */
  readonly key: readonly string[]
}

export interface LayoutColumn {
  readonly name: string
  /** Of a number that comes back it tells which class it was stored in; only `blob` keeps both. */
  readonly affinity: Affinity
}

export function layoutOf(table: Table): TableLayout {
  const columns = table.columns.filter(({ generated }) => generated === null)
  const taken = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  const alias = columns.find(({ rowidAlias }) => rowidAlias)?.name
  return {
    name: table.name,
    columns: columns.map(({ name, databaseType }) => ({
      name,
      affinity: affinityOf(databaseType, table.strict),
    })),
    rowid: table.withoutRowid ? undefined : (alias ?? ['rowid', '_rowid_', 'oid'].find((name) => !taken.has(name))),
    alias,
    key: table.withoutRowid ? (primaryKeyOf(table)?.columns ?? []) : [],
  }
}
