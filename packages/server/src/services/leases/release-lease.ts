import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { expireLeases } from './expire-leases.ts'
import { findLease } from './find-lease.ts'
import { refuseOtherTaker } from './refuse-other-taker.ts'

/** Its rows are anybody's again. By its taker, or by an administrator of the team. One that has ended already stays as it ended. */
export async function releaseLease(services: Services, call: Call, teamNamed: string, id: string): Promise<void> {
  const { id: team } = await teamFor(services, call, 'leases.take', teamNamed)
  const now = services.now()
  await change(services, call, team, async (tx, note) => {
    await expireLeases(tx, team, now)
    const lease = await findLease(tx, team, id)
    refuseOtherTaker(call, team, lease)
    if (lease.releasedAt !== null) return
    await tx.deleteFrom('leased_rows').where('team_id', '=', team).where('lease_id', '=', id).execute()
    await tx
      .updateTable('leases')
      .set({ released_at: now.toISOString() })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .execute()
    const subject = `dataset:${lease.dataset}`
    note.audit({ action: 'lease.release', subject, details: { lease: id } })
    note.event({ type: 'lease.released', subject, data: { lease: id } })
  })
}
