import type { CopyContext } from '../copy-context.ts'
import { copySqlite } from '../sqlite/copy-sqlite.ts'
import { finishSqlite } from '../sqlite/finish-sqlite.ts'

/** Makes the tables and copies their rows, where SQLite is on a side; goes on where an earlier run ended. */
export async function copyBetween(context: CopyContext): Promise<void> {
  await copySqlite(context)
}

/** What comes after the rows: indexes, keys, counters; then foreign keys and the whole are checked. */
export async function finishBetween(context: CopyContext): Promise<void> {
  await finishSqlite(context)
}
