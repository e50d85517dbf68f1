import { parseUrl } from '../database/url.ts'
import { PgliteWorlds } from './pglite/pglite-worlds.ts'
import { PostgresWorlds } from './postgres/postgres-worlds.ts'
import { SqliteWorlds } from './sqlite/sqlite-worlds.ts'
import type { Worlds, WorldsOptions } from './world.ts'

/** Worlds over the database of a URL. It is connected to when the first world is opened. */
export async function openWorlds(options: WorldsOptions): Promise<Worlds> {
  const { engine, target } = parseUrl(options.url)
  switch (engine) {
    case 'postgres':
      return new PostgresWorlds(options)
    case 'sqlite':
      return new SqliteWorlds(target, options)
    case 'pglite':
      return new PgliteWorlds(target, options)
  }
}
