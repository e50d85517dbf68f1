import type { ConnectOptions, Database } from './adapter.ts'
import { connectPglite } from './pglite/connect.ts'
import { connectPostgres } from './postgres/connect.ts'
import { connectSqlite } from './sqlite/connect.ts'
import { parseUrl } from './url.ts'

/** Opens a database by its URL; what parseUrl reads. The driver of its engine is loaded then, and must be installed. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const { engine, target } = parseUrl(url)
  switch (engine) {
    case 'postgres':
      return connectPostgres(target, options)
    case 'sqlite':
      return connectSqlite(target, options)
    case 'pglite':
      return connectPglite(target, options)
  }
}
