import { authorize } from '../../auth/authorize.ts'
import { rotateSigningKeys } from '../auth/rotate-signing-keys.ts'
import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { resealTeam } from './reseal-team.ts'

export interface Rotated {
  /** Data keys that stand under the first key of the ring now, and did not before. */
  readonly rewrapped: number
  readonly teams: number
  /** Secrets of teams that were sealed anew, keys of datasets among them. */
  readonly resealed: number
}

/**
 * New data keys for the system and for every team, all of them wrapped by the first key of the ring; whatever stands
 * under an old one is sealed anew. Safe to repeat, and in use meanwhile. When it is done, the ring's other keys may go.
 */
export async function rotateKeys(services: Services, call: Call): Promise<Rotated> {
  authorize(call.actor, 'system.operate')
  const { store, sealer } = services
  const rewrapped = await sealer.rewrap()
  await sealer.rotate(null)
  await rotateSigningKeys(services, call)
  const teams = await store.places()
  let resealed = 0
  for (const team of teams) {
    call.signal.throwIfAborted()
    await sealer.rotate(team)
    resealed += await resealTeam(services, team)
  }
  const done = { rewrapped, teams: teams.length, resealed }
  await changeSystem(services, call, async (_tx, note) =>
    note.audit({ action: 'data-keys.rotate', subject: 'system', details: done }),
  )
  return done
}
