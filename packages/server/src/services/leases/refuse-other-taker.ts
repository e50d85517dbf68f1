import { nameOf } from '../../auth/actor.ts'
import { authorize } from '../../auth/authorize.ts'
import type { Call } from '../call.ts'
import type { Lease } from './lease.ts'

/** A lease is its taker's, and not of everybody who learned its id; an administrator of the team may end what is left of it. */
export function refuseOtherTaker({ actor }: Call, team: string, { takenBy }: Lease): void {
  if (takenBy !== nameOf(actor)) authorize(actor, 'leases.change', team)
}
