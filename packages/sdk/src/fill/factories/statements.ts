import type { Table } from '../../catalog/definition.ts'
import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Row } from '../../factory/writer.ts'
import { columnNamed } from './factory-tables.ts'

/** A column that a statement reads out of its JSON. */
export interface StatementColumn {
  readonly name: string
  readonly databaseType: string
  readonly bytes: boolean
}

/** Statements over rows that come as one parameter of JSON. */
export interface Statements {
  readonly form: 'arrays' | 'objects'
  insert(table: Table, columns: readonly StatementColumn[]): string
  /** The key's columns come first. */
  update(table: Table, key: readonly StatementColumn[], set: readonly StatementColumn[]): string
  /** Answers a row for each that was there. */
  delete(table: Table, key: readonly StatementColumn[]): string
  /** Answers the place of each row in the JSON that is there. */
  find(table: Table, key: readonly StatementColumn[], where?: string): string
  /** A query that has a row where the row called `alias` is among the keys of parameter `at`. */
  among(key: readonly StatementColumn[], alias: string, at: number): string
}

function name(table: Table, dialect: Dialect): string {
  const { quoteTable } = quoting[dialect]
  return quoteTable(dialect === 'sqlite' ? { name: table.name } : { schema: table.schema, name: table.name })
}

const pg = quoting.postgres.quoteIdentifier
const lite = quoting.sqlite.quoteIdentifier

/** The rows of parameter `at`, as x with columns c0, c1 …; the last one is the place. */
function recordset(columns: readonly StatementColumn[], at = 1): string {
  const typed = columns.map(({ databaseType, bytes }, i) => `c${i} ${bytes ? 'text' : databaseType}`)
  return `json_to_recordset($${at}::json) as x(${typed.join(', ')})`
}

function pgValue({ bytes }: StatementColumn, i: number): string {
  return bytes ? `decode(x.c${i}, 'hex')` : `x.c${i}`
}

const place: StatementColumn = { name: 'place', databaseType: 'integer', bytes: false }

const postgres: Statements = {
  form: 'objects',
  insert(table, columns) {
    const always = columns.some(({ name: column }) =>
      table.columns.some((one) => one.name === column && one.identity === 'always'),
    )
    const list = columns.map((column) => pg(column.name)).join(', ')
    const values = columns.map(pgValue).join(', ')
    return `insert into ${name(table, 'postgres')} (${list}) ${always ? 'overriding system value ' : ''}select ${values} from ${recordset(columns)}`
  },
  update(table, key, set) {
    const where = key.map((column, i) => `t.${pg(column.name)} = ${pgValue(column, i)}`).join(' and ')
    const values = set.map((column, i) => `${pg(column.name)} = ${pgValue(column, key.length + i)}`).join(', ')
    return `update ${name(table, 'postgres')} t set ${values} from ${recordset([...key, ...set])} where ${where}`
  },
  delete(table, key) {
    const where = key.map((column, i) => `t.${pg(column.name)} = ${pgValue(column, i)}`).join(' and ')
    return `delete from ${name(table, 'postgres')} t using ${recordset(key)} where ${where} returning 1`
  },
  find(table, key, where = '') {
    const same = key.map((column, i) => `t.${pg(column.name)} = ${pgValue(column, i)}`).join(' and ')
    return `select x.c${key.length} as place from ${name(table, 'postgres')} t join ${recordset([...key, place])} on ${same} ${where}`
  },
  among(key, alias, at) {
    const same = key.map((column, i) => `${alias}.${pg(column.name)} = ${pgValue(column, i)}`).join(' and ')
    return `select 1 from ${recordset(key, at)} where ${same}`
  },
}

function liteValue({ bytes }: StatementColumn, i: number): string {
  const value = `json_extract(x.value, '$[${i}]')`
  return bytes ? `unhex(${value})` : value
}

const sqlite: Statements = {
  form: 'arrays',
  insert(table, columns) {
    const list = columns.map((column) => lite(column.name)).join(', ')
    return `insert into ${name(table, 'sqlite')} (${list}) select ${columns.map(liteValue).join(', ')} from json_each($1) x`
  },
  update(table, key, set) {
    const where = key.map((column, i) => `t.${lite(column.name)} = ${liteValue(column, i)}`).join(' and ')
    const values = set.map((column, i) => `${lite(column.name)} = ${liteValue(column, key.length + i)}`).join(', ')
    return `update ${name(table, 'sqlite')} as t set ${values} from json_each($1) x where ${where}`
  },
  delete(table, key) {
    const columns = key.map((column) => lite(column.name)).join(', ')
    const values = key.map(liteValue).join(', ')
    return `delete from ${name(table, 'sqlite')} where (${columns}) in (select ${values} from json_each($1) x) returning 1`
  },
  find(table, key, where = '') {
    const same = key.map((column, i) => `t.${lite(column.name)} = ${liteValue(column, i)}`).join(' and ')
    return `select json_extract(x.value, '$[${key.length}]') as place from ${name(table, 'sqlite')} t join json_each($1) x on ${same} ${where}`
  },
  among(key, alias, at) {
    const same = key.map((column, i) => `${alias}.${lite(column.name)} = ${liteValue(column, i)}`).join(' and ')
    return `select 1 from json_each($${at}) x where ${same}`
  },
}

export const statements: Readonly<Record<Dialect, Statements>> = { postgres, sqlite }

export function statementColumn(table: Table, field: string, rows: readonly Row[]): StatementColumn {
  const column = columnNamed(table, field)
  if (!column) {
    throw new UnderstudyError('TABLE_UNKNOWN', {
      operation: `create rows of ${table.name}`,
      at: `${table.name}.${field}`,
      message: `the table ${table.name} has no column for the field ${field}`,
    })
  }
  const bytes = column.type.kind === 'bytea' || rows.some((row) => row[field] instanceof Uint8Array)
  return { name: column.name, databaseType: column.databaseType, bytes }
}
