import type { Row } from '../test-statements.ts'

/** Rows that Postgres takes at once. A column is one parameter, so that only memory is a limit. */
export const statementRows = 10_000

/** SQLite takes 32,766 values; beyond these a longer statement gains nothing. */
const statementValues = 2000

export function rowsAStatement(columns: number): number {
  return Math.max(1, Math.floor(statementValues / columns))
}

/** Rows as a VALUES of SQLite, which keeps each value in the type that it is bound with. */
export function valueRows(rows: readonly Row[], columns: readonly string[]): { text: string; values: unknown[] } {
  const places = `(${columns.map(() => '?').join(', ')})`
  return {
    text: `values ${rows.map(() => places).join(', ')}`,
    values: rows.flatMap((row) => columns.map((column) => row[column])),
  }
}
