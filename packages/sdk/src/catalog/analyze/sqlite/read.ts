import { UnderstudyError } from '../../../errors.ts'
import { facts, type Reader } from '../source.ts'

/** Tables of the main database file; those of SQLite itself left out. */
const tables = `main.sqlite_schema t where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'`
const plain = `${tables} and t.sql not like 'create virtual%'`

export interface TableFact {
  readonly name: string
  readonly type: 'table' | 'virtual' | 'shadow'
  readonly sql: string
  readonly withoutRowid: number
  readonly strict: number
}
export interface ColumnFact {
  readonly table: string
  readonly position: number
  readonly name: string
  readonly type: string
  readonly notNull: number
  readonly default: string | null
  /** Place within the primary key, 0 for none. */
  readonly key: number
  /** 0 plain, 1 of a virtual table and not shown, 2 virtual and 3 stored generated. */
  readonly hidden: 0 | 1 | 2 | 3
}
export interface ForeignKeyFact {
  readonly table: string
  /** Counted from the last one of the statement. */
  readonly id: number
  readonly parent: string
  readonly from: string
  readonly to: string | null
  readonly onUpdate: string
  readonly onDelete: string
}
export interface IndexFact {
  readonly table: string
  readonly name: string
  readonly unique: number
  /** c by CREATE INDEX, u by UNIQUE, pk by PRIMARY KEY. */
  readonly origin: 'c' | 'u' | 'pk'
  readonly columns: string
}
export interface OtherFact {
  readonly type: 'view' | 'trigger' | 'index'
  readonly name: string
  readonly table: string
  readonly sql: string
}

export interface ViewColumnFact {
  readonly view: string
  readonly name: string
  readonly type: string
}

const tableQuery = `
select json_object('name', t.name, 'type', l.type, 'sql', t.sql, 'withoutRowid', l.wr, 'strict', l.strict) as fact
from main.sqlite_schema t
join pragma_table_list l on l.schema = 'main' and l.name = t.name
where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'
order by t.name`

const columnQuery = `
select json_object('table', o.name, 'position', x.cid, 'name', x.name, 'type', x.type, 'notNull', x."notnull",
  'default', x.dflt_value, 'key', x.pk, 'hidden', x.hidden) as fact
from (select t.name from ${plain}) o, pragma_table_xinfo(o.name, 'main') x
order by o.name, x.cid`

const foreignKeyQuery = `
select json_object('table', o.name, 'id', f.id, 'parent', f."table", 'from', f."from", 'to', f."to",
  'onUpdate', f.on_update, 'onDelete', f.on_delete) as fact
from (select t.name from ${plain}) o, pragma_foreign_key_list(o.name, 'main') f
order by o.name, f.id desc, f.seq`

const indexQuery = `
select json_object('table', o.name, 'name', i.name, 'unique', i."unique", 'origin', i.origin,
  'columns', (select json_group_array(x.name) from (select * from pragma_index_xinfo(i.name, 'main') where "key" order by seqno) x)
) as fact
from (select t.name from ${plain}) o, pragma_index_list(o.name, 'main') i
order by o.name, i.name`

const otherQuery = `
select json_object('type', t.type, 'name', t.name, 'table', t.tbl_name, 'sql', t.sql) as fact
from main.sqlite_schema t
where t.type in ('view', 'trigger', 'index') and t.sql is not null
order by t.name`

const viewColumnQuery = (views: string) => `
select json_object('view', v.name, 'name', x.name, 'type', x.type) as fact
from (${views}) v, pragma_table_xinfo(v.name, 'main') x
order by v.name, x.cid`
const everyView = `select t.name from main.sqlite_schema t where t.type = 'view'`

const sequenceQuery = `select json_object('table', name, 'last', cast(seq as text)) as fact from main.sqlite_sequence`

export const readTables = (source: Reader) => facts<TableFact>(source, tableQuery)
export const readColumns = (source: Reader) => facts<ColumnFact>(source, columnQuery)
export const readForeignKeys = (source: Reader) => facts<ForeignKeyFact>(source, foreignKeyQuery)
export const readIndexes = (source: Reader) => facts<IndexFact>(source, indexQuery)
export const readOthers = (source: Reader) => facts<OtherFact>(source, otherQuery)

/** Where AUTOINCREMENT stands, by table. The table that knows exists only once one was declared. */
export async function readCounters(source: Reader): Promise<Map<string, string>> {
  const [known] = await source.query(`select 1 as known from main.sqlite_schema where name = 'sqlite_sequence'`)
  if (!known) return new Map()
  const rows = await facts<{ table: string; last: string }>(source, sequenceQuery)
  return new Map(rows.map((row) => [row.table, row.last]))
}

export async function readVersion(source: Reader): Promise<string> {
  const [version] = await facts<{ version: string }>(source, `select json_object('version', sqlite_version()) as fact`)
  return version?.version ?? ''
}

/**
 * Columns of all views in one query, unless one of them asks for what is not there: then one by one, so that only that
 * one is without.
 */
export async function readViewColumns(source: Reader, views: readonly string[]): Promise<ViewColumnFact[]> {
  const all = await sound(facts<ViewColumnFact>(source, viewColumnQuery(everyView)))
  if (all) return all
  const found: ViewColumnFact[] = []
  for (const name of views) {
    const columns = await sound(facts<ViewColumnFact>(source, viewColumnQuery('select $1 as name'), [name]))
    found.push(...(columns ?? []))
  }
  return found
}

/** Undefined where SQLite refuses the query, as it does for a view over a table that is gone. */
async function sound<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'QUERY_FAILED') return undefined
    throw thrown
  }
}
