import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Lease, leaseOf } from './lease.ts'

/** Those that last, by when they end. */
export async function listLeases(
  { store, now }: Pick<Services, 'store' | 'now'>,
  call: Call,
  query: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly leases: readonly Lease[]; readonly next: string | null }> {
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
  return rows.map(leaseOf)
}
