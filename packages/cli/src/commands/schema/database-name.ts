import { basename } from 'node:path'
import type { Database } from '@understudy/sdk'

/** The name that somebody types to confirm that it is this database which is meant. */
export async function databaseName(database: Database): Promise<string> {
  if (database.dialect === 'postgres') {
    const [row] = await database.query<{ name: string }>('select pg_catalog.current_database() as name')
    return row?.name ?? ''
  }
  const files = await database.query<{ name: string; file: string }>('pragma database_list')
  const file = files.find(({ name }) => name === 'main')?.file ?? ''
  return file === '' ? 'memory' : basename(file)
}
