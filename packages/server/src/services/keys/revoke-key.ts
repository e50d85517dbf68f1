import { RequestError } from '../../errors/request-error.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { keyFor } from './key-for.ts'

/** Gone with the next request, on every instance. Its row stays for the trail. */
export async function revokeKey(services: AuthServices, call: Call, id: string): Promise<void> {
  const key = await keyFor(services, call, 'keys.change', id)
  await changeSystem(services, call, async (tx, note) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_keys')
      .set({ revoked_at: services.now().toISOString() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new RequestError('CONFLICT', { message: 'this key was revoked already' })
    note.tell(key.team_id, { type: 'key.revoked', subject: `key:${id}`, data: { name: key.name } })
    note.audit({ action: 'key.revoke', subject: `key:${id}`, team: key.team_id, details: { name: key.name } })
  })
}
