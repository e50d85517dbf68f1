import type { CopyContext } from '../copy-context.ts'
import { copySqlite } from '../sqlite/copy-sqlite.ts'
import { finishSqlite } from '../sqlite/finish-sqlite.ts'
import { copyToPostgres, finishToPostgres } from './copy-to-postgres.ts'
import { copyToSqlite, finishToSqlite } from './copy-to-sqlite.ts'

/** Makes the tables and copies their rows, where SQLite is on a side; goes on where an earlier run ended. */
export async function copyBetween(context: CopyContext): Promise<void> {
  const { source, target } = context.plan.engines
  if (target === 'postgres') await copyToPostgres(context)
  else if (source === 'postgres') await copyToSqlite(context)
  else await copySqlite(context)
}

/** What comes after the rows: indexes, keys, counters; then foreign keys and the whole are checked. */
export async function finishBetween(context: CopyContext): Promise<void> {
  const { source, target } = context.plan.engines
  if (target === 'postgres') await finishToPostgres(context)
  else if (source === 'postgres') await finishToSqlite(context)
  else await finishSqlite(context)
}
