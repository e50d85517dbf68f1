import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Lease, leaseOf } from './lease.ts'

/** Those that last, the newest first. */
export async function listLeases(
  { store, now }: Pick<Services, 'store' | 'now'>,
  call: Call,
  query: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly leases: readonly Lease[]; readonly next: string | null }> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', query.team)
  const { cursor, limit } = query
  const rows = await store.readTeam(team, (db) => {
    const lasting = db
      .selectFrom('leases')
      .selectAll()
      .where('team_id', '=', team)
      .where('released_at', 'is', null)
      .where('expires_at', '>', now().toISOString())
    return (cursor === undefined ? lasting : lasting.where('id', '<', cursor))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { leases: page.map(leaseOf), next }
}
