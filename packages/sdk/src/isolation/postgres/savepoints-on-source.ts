import { connectPostgres } from '../../database/postgres/connect.ts'
import { openSavepointWorlds } from './held/open-savepoint-worlds.ts'
import { openLeakWatch } from './leaks.ts'
import type { SavepointPlaces } from './savepoint-workers.ts'

/**
 * Worlds on savepoints in the source itself, for a role that cannot copy it. Others may be at work in it, so its
 * sequences are not set back; that they moved is a leak.
 */
export async function savepointsOnSource(url: string, refused: string): Promise<SavepointPlaces> {
  const database = await connectPostgres(url, { maxConnections: 1 })
  const leaks = await openLeakWatch(database, { own: false }).finally(() => database.close())
  const worlds = await openSavepointWorlds({ url, clones: { refused }, leaks })
  return {
    open: async (about) => ({ world: await worlds.open(about), free: () => {} }),
    close: () => worlds.close(),
  }
}
