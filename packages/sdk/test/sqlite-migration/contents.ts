import type { Session } from '../../src/database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../src/database/sqlite/quote.ts'

/** Rows of some columns of a table as literals, sorted: each a fingerprint of its row, types included. */
export async function rowsOf(database: Session, table: string, columns: readonly string[]): Promise<string[]> {
  const literals = columns.map((column) => `quote(${quoteIdentifier(column)})`)
  const text = `select json_array(${['count(*) over ()', ...literals].join(', ')}) as row from ${quoteIdentifier(table)}`
  const rows = await database.query<{ row: string }>(text)
  return rows.map(({ row }) => row).sort()
}

/** Rows that refer to rows that are not there, or what SQLite says where it can't check a table. */
export async function foreignKeyProblems(database: Session, table: string): Promise<string[]> {
  try {
    const rows = await database.query<{ rowid: number | null }>(
      `select rowid from pragma_foreign_key_check(${quoteLiteral(table)})`,
    )
    return rows.map(({ rowid }) => String(rowid))
  } catch (thrown) {
    return [String(thrown)]
  }
}
