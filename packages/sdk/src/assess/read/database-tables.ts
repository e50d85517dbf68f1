import type { ColumnType } from '../../catalog/column-type.ts'
import type { Column, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { entityNames } from '../../catalog/model/entity-names.ts'
import type { Dialect, TableName } from '../../database/adapter.ts'
import type { FieldType } from '../../model/schema.ts'

/** A column as rows are read from it, and as SQL may count by it. */
export interface SourceColumn {
  readonly name: string
  /** other: whatever has no type of ours; it is read as its text. */
  readonly type: FieldType | 'other'
  /** What follows the column where it is selected, so that values of every engine read alike: a cast, or nothing. */
  readonly cast: string
  /** The type that this is read as, by the names of the formats. */
  readonly readAs: string
}

export interface SourceTable {
  readonly entity: string
  readonly table: TableName
  readonly isView: boolean
  /** Its rows are in one place and have a number there, by which they can be read in the same order again. */
  readonly ordered: boolean
  readonly columns: readonly SourceColumn[]
  /** A term over `t` that tells a row from all others of the table without showing any of its values; undefined of views. */
  readonly place: string | undefined
}

/** By entity: everything that rows can be read from. Partitions are read through their table. */
export type SourceTables = ReadonlyMap<string, SourceTable>

export function databaseTables(definition: SchemaDefinition): SourceTables {
  const dialect = definition.engine
  const names = entityNames([...definition.tables, ...definition.views], definition.defaultSchema)
  const tables = definition.tables.filter(({ kind }) => kind !== 'partition')
  return new Map(
    [
      ...tables.map((table) => ofTable(table, names(table), dialect)),
      ...definition.views.map((view) => ({
        entity: names(view),
        table: nameOf(view, dialect),
        isView: true,
        ordered: false,
        columns: view.columns.map(({ name, databaseType }) => ({ name, ...viewColumn(databaseType, dialect) })),
        place: undefined,
      })),
    ].map((table) => [table.entity, table]),
  )
}

function ofTable(table: Table, entity: string, dialect: Dialect): SourceTable {
  return {
    entity,
    table: nameOf(table, dialect),
    isView: false,
    ordered: dialect === 'postgres' && table.kind === 'table',
    columns: table.columns.map((column) => columnOf(column, dialect)),
    place: dialect === 'postgres' ? postgresPlace(table) : sqlitePlace(table),
  }
}

function nameOf({ schema, name }: { readonly schema: string; readonly name: string }, dialect: Dialect): TableName {
  return dialect === 'sqlite' ? { name } : { schema, name }
}

function postgresPlace({ kind }: Table): string | undefined {
  if (kind === 'foreign') return undefined
  return kind === 'partitioned' ? "t.tableoid::regclass::text || ' ctid ' || t.ctid::text" : "'ctid ' || t.ctid::text"
}

function sqlitePlace({ kind, withoutRowid, columns }: Table): string | undefined {
  if (kind !== 'table' || withoutRowid) return undefined
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  const name = ['rowid', '_rowid_', 'oid'].find((one) => !taken.has(one))
  return name && `'rowid ' || t.${name}`
}

function columnOf({ name, type }: Pick<Column, 'name' | 'type'>, dialect: Dialect): SourceColumn {
  return { name, ...(dialect === 'postgres' ? postgresColumn(type) : sqliteColumn(type)) }
}

type Typed = Pick<SourceColumn, 'type' | 'cast' | 'readAs'>

function postgresColumn(type: ColumnType): Typed {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { type: 'integer', cast: '', readAs: type.kind }
    case 'oid':
      return { type: 'integer', cast: '::bigint', readAs: 'bigint' }
    case 'numeric':
      return { type: 'decimal', cast: '', readAs: 'numeric' }
    case 'money':
      return { type: 'decimal', cast: '::numeric', readAs: 'numeric' }
    case 'real':
      // As it is written: 0.1 is 0.1, as in every other place, and not the double nearest to a real.
      return { type: 'float', cast: '::text::double precision', readAs: 'double precision' }
    case 'double':
      return { type: 'float', cast: '', readAs: 'double precision' }
    case 'boolean':
    case 'uuid':
    case 'date':
      return { type: type.kind, cast: '', readAs: type.kind }
    case 'time':
      return { type: 'time', cast: '', readAs: 'time without time zone' }
    case 'timestamp':
      return { type: 'timestamp', cast: '', readAs: 'timestamp without time zone' }
    case 'timestamptz':
      return { type: 'timestamptz', cast: '', readAs: 'timestamp with time zone' }
    case 'json':
    case 'jsonb':
      return { type: 'json', cast: '', readAs: type.kind }
    case 'bytea':
      return { type: 'bytes', cast: '', readAs: 'bytea' }
    case 'text':
    case 'varchar':
    case 'char':
    case 'citext':
    case 'enum':
      // Of char the blanks at the end are no part of the value.
      return { type: 'text', cast: '::text', readAs: 'text' }
    case 'domain':
      return postgresColumn(type.base)
    case 'array':
      return { type: 'list', cast: '', readAs: `${listElement(type.element)}[]` }
    default:
      return { type: 'other', cast: '::text', readAs: 'text' }
  }
}

function listElement(type: ColumnType): string {
  const { readAs } = postgresColumn(type)
  return readAs.endsWith('[]') ? 'text' : readAs
}

/** Values of SQLite are what they are, whatever their column is declared as: it is only how they are meant. */
function sqliteColumn(type: ColumnType): Typed {
  const meant = sqliteType(type)
  return { type: meant, cast: '', readAs: meant }
}

function sqliteType(type: ColumnType): SourceColumn['type'] {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return 'integer'
    case 'numeric':
    case 'money':
      return 'decimal'
    case 'real':
    case 'double':
      return 'float'
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return type.kind
    case 'text':
    case 'varchar':
    case 'char':
    case 'enum':
      return 'text'
    case 'domain':
      return sqliteType(type.base)
    default:
      return 'other'
  }
}

/** Of views the catalog has the names of types alone; those that are clear by their name are read as what they are. */
function viewColumn(databaseType: string, dialect: Dialect): Typed {
  const plain = databaseType.replace(/\(.*?\)/, '')
  const kind = dialect === 'postgres' ? viewTypes.get(plain) : undefined
  return kind === undefined
    ? { type: 'other', cast: dialect === 'postgres' ? '::text' : '', readAs: 'text' }
    : postgresColumn({ kind })
}

const viewTypes: ReadonlyMap<
  string,
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'real'
  | 'double'
  | 'boolean'
  | 'text'
  | 'uuid'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
> = new Map([
  ['smallint', 'smallint'],
  ['integer', 'integer'],
  ['bigint', 'bigint'],
  ['numeric', 'numeric'],
  ['real', 'real'],
  ['double precision', 'double'],
  ['boolean', 'boolean'],
  ['text', 'text'],
  ['character varying', 'text'],
  ['uuid', 'uuid'],
  ['date', 'date'],
  ['time without time zone', 'time'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
])
