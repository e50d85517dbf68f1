import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { expireLeases } from './expire-leases.ts'
import { findLease } from './find-lease.ts'
import type { Lease } from './lease.ts'
import { refuseOtherTaker } from './refuse-other-taker.ts'

/** So many seconds more from now on, for its taker. What has ended is not got back: another may have it. */
export async function renewLease(
  services: Services,
  call: Call,
  { team: named, lease: id, seconds }: { readonly team: string; readonly lease: string; readonly seconds: number },
): Promise<Lease> {
  const { id: team } = await teamFor(services, call, 'leases.take', named)
  const now = services.now()
  return change(services, call, team, async (tx, note) => {
    await expireLeases(tx, team, now)
    const lease = await findLease(tx, team, id)
    refuseOtherTaker(call, team, lease)
    if (lease.releasedAt !== null) throw new RequestError('CONFLICT', { message: 'the lease has ended' })
    const expiresAt = new Date(now.getTime() + seconds * 1000).toISOString()
    await tx
      .updateTable('leases')
      .set({ expires_at: expiresAt })
      .where('team_id', '=', team)
      .where('id', '=', id)
      .execute()
    note.audit({ action: 'lease.renew', subject: `dataset:${lease.dataset}`, details: { lease: id, seconds } })
    return { ...lease, expiresAt }
  })
}
