import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { insertKey, type MadeKey } from './create-key.ts'
import { keyFor } from './key-for.ts'
import { keyOfRow } from './key-listed.ts'

export interface Rotation {
  readonly days: number
  /** How long the old one goes on, at most: until then there are two. */
  readonly overlapHours: number
}

/** A second key with the name and scopes of the first, which ends when everybody has had the time to change over. */
export async function rotateKey(
  services: AuthServices,
  call: Call,
  id: string,
  { days, overlapHours }: Rotation,
): Promise<MadeKey> {
  const old = await keyFor(services, call, 'keys.change', id)
  return changeSystem(services, call, async (tx, note) => {
    const at = services.now()
    const row = await tx.selectFrom('api_keys').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row || row.revoked_at !== null || Date.parse(row.expires_at) <= at.getTime()) {
      throw new RequestError('CONFLICT', {
        message: 'a key that no longer holds is not rotated',
        hint: 'Make a new key.',
      })
    }
    const { name, scopes, team } = keyOfRow(row)
    const until = Math.min(at.getTime() + overlapHours * 3_600_000, Date.parse(row.expires_at))
    const ends = new Date(until).toISOString()
    await tx.updateTable('api_keys').set({ expires_at: ends }).where('id', '=', id).execute()
    const made = await insertKey(services, tx, { name, scopes, days, team, createdBy: nameOf(call.actor) })
    const details = { next: made.key.id, ends }
    note.audit({ action: 'key.rotate', subject: `key:${id}`, team: old.team_id, details })
    note.tell(old.team_id, { type: 'key.created', subject: `key:${made.key.id}`, data: { name, replaces: id, ends } })
    return made
  })
}
