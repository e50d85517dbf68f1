import { connectPostgres } from '../../database/postgres/connect.ts'
import type { World } from '../world.ts'
import { ConnectedWorld } from './connected-world.ts'
import { endSoon } from './end-soon.ts'
import { userPool } from './user-pool.ts'

/** The database itself. What a test makes is seen by everybody, and taken back row by row by who made it. */
export async function openRowsWorld(url: string): Promise<World> {
  const database = await connectPostgres(url)
  const end = () => endSoon(database)
  return new ConnectedWorld({
    isolation: 'rows',
    url,
    database,
    user: await userPool(url),
    upgrade: undefined,
    leaks: async () => [],
    release: end,
    keep: end,
  })
}
