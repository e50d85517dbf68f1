import type { Dialect, TableName } from './adapter.ts'
import * as postgres from './postgres/quote.ts'
import * as sqlite from './sqlite/quote.ts'

export interface Quoting {
  quoteIdentifier(name: string): string
  quoteTable(table: TableName): string
  quoteLiteral(text: string): string
}

/** How names and texts are written into a statement; what a dialect cannot hold is refused. */
export const quoting: Readonly<Record<Dialect, Quoting>> = { postgres, sqlite }
