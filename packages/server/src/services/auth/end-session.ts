import { userOf } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'

/** One of the caller's own: `current` is the one that asks. */
export async function endSession(services: AuthServices, call: Call, named: string): Promise<void> {
  const user = userOf(call.actor)
  const id = named === 'current' ? user.session : named
  await changeSystem(services, call, async (tx, note) => {
    const { numUpdatedRows } = await tx
      .updateTable('sessions')
      .set({ revoked_at: services.now().toISOString() })
      .where('id', '=', id)
      .where('user_id', '=', user.id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new RequestError('NOT_FOUND', { message: 'there is no such session' })
    note.audit({ action: 'session.end', subject: `session:${id}` })
  })
}

/** All of a user but the one that is kept: after a change of password, or of who may be here. */
export async function endSessionsOf(tx: SystemTransaction, user: string, at: Date, kept?: string): Promise<number> {
  const query = tx
    .updateTable('sessions')
    .set({ revoked_at: at.toISOString() })
    .where('user_id', '=', user)
    .where('revoked_at', 'is', null)
  const { numUpdatedRows } = await (kept === undefined ? query : query.where('id', '!=', kept)).executeTakeFirst()
  return Number(numUpdatedRows)
}
