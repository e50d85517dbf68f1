import type { TeamTransaction } from '../../store/store.ts'

/** What nobody holds any longer is anybody's again. In the transaction of whoever takes. */
export async function expireLeases(tx: TeamTransaction, team: string, now: Date): Promise<void> {
  const at = now.toISOString()
  const expired = tx
    .selectFrom('leases')
    .select('id')
    .where('team_id', '=', team)
    .where('released_at', 'is', null)
    .where('expires_at', '<=', at)
  await tx.deleteFrom('leased_rows').where('team_id', '=', team).where('lease_id', 'in', expired).execute()
  // It ended when it expired, not when that was noticed.
  await tx
    .updateTable('leases')
    .set(({ ref }) => ({ released_at: ref('expires_at') }))
    .where('team_id', '=', team)
    .where('released_at', 'is', null)
    .where('expires_at', '<=', at)
    .execute()
}
