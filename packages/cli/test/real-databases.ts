import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, loadSqlFile } from '@understudy/sdk'
import { templateDatabase } from '../../../test/database.ts'

const folder = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data', 'databases')

/** Real schemas by others, by the file that makes each. */
export const postgresFiles = {
  pagila: 'pagila.sql',
  chinook: 'chinook.sql',
  northwind: 'northwind.sql',
  employees: 'employees/employee.sql',
  world: 'world.sql',
  'french-towns': 'french-towns.sql',
  'neosync-alltypes': 'neosync-alltypes-create-tables.sql',
  'neosync-subsetting': 'neosync-subsetting-create-tables.sql',
  'neosync-uuids': 'neosync-uuids-create-tables.sql',
} as const

export const sqliteFile = join(folder, 'chinook-sqlite.sql')
export const there = existsSync(folder)
if (!there) console.log('Real databases are not filled: ../shared/data is absent.')

const empty = `do $$ declare name text; begin
  for name in select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname not in ('pg_catalog', 'information_schema')
  loop execute 'truncate ' || name || ' restart identity cascade'; end loop; end $$`

/** A template of the schema with its tables emptied; answers its name. */
export async function emptied(file: string): Promise<string> {
  const path = join(folder, file)
  return templateDatabase(`${readFileSync(path, 'utf8')} emptied`, async (url) => {
    await using database = await connect(url)
    await loadSqlFile(database, path)
    await database.execute(empty)
  })
}
