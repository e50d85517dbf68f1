import type { Table } from '../../catalog/definition.ts'
import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'

/** A row as literals of SQL by column, so that every value means exactly what it means in the database. */
export type LiteralRow = Readonly<Record<string, string>>

export const nullLiteral = 'null'

export function isNull(row: LiteralRow, columns: readonly string[]): boolean {
  return columns.some((column) => (row[column] ?? nullLiteral) === nullLiteral)
}

/** As it is written in a statement. */
export function tableText({ schema, name }: Pick<Table, 'schema' | 'name'>, dialect: Dialect): string {
  return quoting[dialect].quoteTable(dialect === 'sqlite' ? { name } : { schema, name })
}

/** An expression for a literal of what a column holds. */
function literalOf(column: string, dialect: Dialect): string {
  const name = quoting[dialect].quoteIdentifier(column)
  return dialect === 'sqlite' ? `quote(${name})` : `pg_catalog.quote_nullable(cast(${name} as text))`
}

/** Reads rows as literals. */
export function selectLiterals(from: string, columns: readonly string[], dialect: Dialect): string {
  const list = columns.map((column) => `${literalOf(column, dialect)} as ${quoting[dialect].quoteIdentifier(column)}`)
  return `select ${list.join(', ')} from ${from}`
}

export interface InsertOptions {
  /** What is asked of the row that was written. */
  readonly returning?: string | undefined
  /** Whether numbers may be given to a column that numbers its rows always; true when not said. */
  readonly overriding?: boolean | undefined
}

export function insertText(table: Table, row: LiteralRow, dialect: Dialect, options: InsertOptions = {}): string {
  const { returning = '1 as "written"', overriding = true } = options
  const columns = Object.keys(row).map(quoting[dialect].quoteIdentifier).join(', ')
  const system = dialect === 'postgres' && overriding ? 'overriding system value ' : ''
  return `insert into ${tableText(table, dialect)} (${columns}) ${system}values (${Object.values(row).join(', ')}) returning ${returning}`
}

/** Rows whose columns hold these values; null never does. */
export function whereEqual(columns: readonly string[], values: readonly string[], dialect: Dialect): string {
  const { quoteIdentifier } = quoting[dialect]
  return columns.map((column, i) => `${quoteIdentifier(column)} = ${values[i] ?? nullLiteral}`).join(' and ')
}

export function valuesOf(row: LiteralRow, columns: readonly string[]): string[] {
  return columns.map((column) => row[column] ?? nullLiteral)
}
