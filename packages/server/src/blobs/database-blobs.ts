import { type Kysely, sql } from 'kysely'
import { ServerError } from '../errors/server-error.ts'
import { statement } from '../store/statement.ts'
import type { Store } from '../store/store.ts'
import type { TeamTables } from '../store/tables/team-tables.ts'
import { Together } from '../store/together.ts'
import type { BlobStore } from './blob-store.ts'
import { keepRoom } from './keep-room.ts'

const page = 500
/** By one commit, which is what storing a blob of usual size takes most of its time for. */
const putAtOnce = 16

const bytesOf = statement((db: Kysely<TeamTables>, { team, hash }: { team: string; hash: string }) =>
  db.selectFrom('blob_bytes').select('sealed').where('team_id', '=', team).where('hash', '=', hash),
)

/**
 * In the team's own tables, so that they come and go with them.
 * @param folder of an embedded store
 */
export function databaseBlobs(store: Store, now: () => Date, folder?: string): BlobStore {
  const puts = new Together<{ hash: string; sealed: Uint8Array }>(store, putAtOnce, async (tx, team, blobs) => {
    const stored_at = now().toISOString()
    for (const { hash, sealed } of blobs) {
      await tx
        .insertInto('blob_bytes')
        .values({ team_id: team, hash, sealed, stored_at })
        // Put again, it is young again: the sweep of what no row knows passes it over.
        .onConflict((conflict) => conflict.columns(['team_id', 'hash']).doUpdateSet({ stored_at }))
        .execute()
    }
  })
  return {
    kind: 'database',
    put: async (team, hash, sealed) => {
      if (folder !== undefined)
        await keepRoom(folder, sealed.length, async () => (await freeInFile(store, team)) >= 2 * sealed.length)
      await puts.add(team, { hash, sealed })
    },
    get: async (team, hash, { signal } = {}) => {
      signal?.throwIfAborted()
      const [row] = await store.readTeam(team, (db) => bytesOf(db, { team, hash }))
      if (!row) throw new ServerError('BLOB_MISSING', { message: `the blob ${hash} of team ${team} is not there` })
      return row.sealed
    },
    has: async (team, hash) => {
      const row = await store.readTeam(team, (db) =>
        db
          .selectFrom('blob_bytes')
          .select('hash')
          .where('team_id', '=', team)
          .where('hash', '=', hash)
          .executeTakeFirst(),
      )
      return row !== undefined
    },
    delete: async (team, hashes, { putBefore } = {}) => {
      for (let at = 0; at < hashes.length; at += page) {
        await store.team(team, (tx) => {
          const these = tx
            .deleteFrom('blob_bytes')
            .where('team_id', '=', team)
            .where('hash', 'in', hashes.slice(at, at + page))
          return (putBefore ? these.where('stored_at', '<', putBefore.toISOString()) : these).execute()
        })
      }
    },
    eraseTeam: async (team) => {
      if (!(await store.places()).includes(team)) return
      await store.team(team, (tx) => tx.deleteFrom('blob_bytes').where('team_id', '=', team).execute())
    },
    async *list(team) {
      for (let after = ''; ; ) {
        const rows = await store.readTeam(team, (db) =>
          db
            .selectFrom('blob_bytes')
            .select(['hash', 'stored_at'])
            .where('team_id', '=', team)
            .where('hash', '>', after)
            .orderBy('hash')
            .limit(page)
            .execute(),
        )
        for (const { hash, stored_at } of rows) yield { hash, storedAt: new Date(stored_at) }
        const last = rows.at(-1)
        if (!last || rows.length < page) return
        after = last.hash
      }
    },
  }
}

/** Bytes of a team's file that rows have left. */
async function freeInFile(store: Store, team: string): Promise<number> {
  const free = sql<{
    bytes: number
  }>`select freelist_count * page_size as bytes from pragma_freelist_count, pragma_page_size`
  return (await store.readTeam(team, (db) => free.execute(db))).rows[0]?.bytes ?? 0
}
