import type { Services } from '../call.ts'

const grace = 86_400_000

/**
 * Blobs that nothing refers to: of versions that are gone, and of writers that ended before they published. What is
 * young stays, and what is not older than a version that is still being written, for that may be about to refer to it;
 * what a writer puts again is young again. How many went.
 */
export async function sweepBlobs(
  { store, blobs, now }: Pick<Services, 'store' | 'blobs' | 'now'>,
  team: string,
): Promise<number> {
  const old = await store.readTeam(team, async (db) => {
    const oldest = await db
      .selectFrom('versions')
      .select(({ fn }) => fn.min('created_at').as('at'))
      .where('team_id', '=', team)
      .where('status', '=', 'hidden')
      .where('content_hash', 'is', null)
      .executeTakeFirst()
    return new Date(Math.min(now().getTime() - grace, oldest?.at ? Date.parse(oldest.at) : Number.POSITIVE_INFINITY))
  })
  let gone = 0
  let some: string[] = []
  const sweep = async () => {
    const free = await unreferred(store, team, some)
    await blobs.delete(team, free, { putBefore: old })
    gone += free.length
    some = []
  }
  for await (const { hash, storedAt } of blobs.list(team)) {
    if (storedAt >= old) continue
    some.push(hash)
    if (some.length === 500) await sweep()
  }
  if (some.length > 0) await sweep()
  return gone
}

async function unreferred(store: Services['store'], team: string, hashes: readonly string[]): Promise<string[]> {
  return store.team(team, async (tx) => {
    await tx
      .deleteFrom('blobs')
      .where('team_id', '=', team)
      .where('hash', 'in', hashes)
      .where('references', '<=', 0)
      .execute()
    const known = await tx
      .selectFrom('blobs')
      .select('hash')
      .where('team_id', '=', team)
      .where('hash', 'in', hashes)
      .execute()
    const referred = new Set(known.map(({ hash }) => hash))
    return hashes.filter((hash) => !referred.has(hash))
  })
}
