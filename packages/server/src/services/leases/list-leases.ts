import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Lease } from './lease.ts'

/** Those that last, by when they end. */
export async function listLeases(
  { store, now }: Pick<Services, 'store' | 'now'>,
  call: Call,
  query: { readonly team: string; readonly limit: number },
): Promise<Lease[]> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', query.team)
  const rows = await store.readTeam(team, (db) =>
    db
      .selectFrom('leases')
      .selectAll()
      .where('team_id', '=', team)
      .where('released_at', 'is', null)
      .where('expires_at', '>', now().toISOString())
      .orderBy('expires_at')
      .limit(query.limit)
      .execute(),
  )
  return rows.map((row) => ({
    id: row.id,
    dataset: row.dataset_id,
    version: Number(row.version),
    entity: row.entity,
    holder: row.holder,
    takenAt: row.taken_at,
    expiresAt: row.expires_at,
    releasedAt: row.released_at,
  }))
}
