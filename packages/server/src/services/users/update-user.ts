import { authorize } from '../../auth/authorize.ts'
import { RequestError } from '../../errors/request-error.ts'
import { endSessionsOf } from '../auth/end-session.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { noSuchUser } from './no-such-user.ts'
import { type User, userOfRow } from './user.ts'

export interface UserChange {
  readonly email?: string | undefined
  readonly name?: string | undefined
  readonly isSystemAdmin?: boolean | undefined
  readonly status?: 'active' | 'disabled' | undefined
}

/** Whoever is disabled is out with their next request. The last one who administers the system stays. */
export async function updateUser(services: AuthServices, call: Call, id: string, change: UserChange): Promise<User> {
  authorize(call.actor, 'users.change')
  return changeSystem(services, call, async (tx, note) => {
    const before = await tx.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
    if (!before) throw noSuchUser()
    const after = {
      ...before,
      email: change.email?.toLowerCase() ?? before.email,
      name: change.name ?? before.name,
      status: change.status ?? before.status,
      is_system_admin: change.isSystemAdmin === undefined ? before.is_system_admin : change.isSystemAdmin ? 1 : 0,
    } as const
    if (after.email !== before.email) {
      const taken = await tx.selectFrom('users').select('id').where('email', '=', after.email).executeTakeFirst()
      if (taken) throw new RequestError('CONFLICT', { message: 'there is a user with this address already' })
    }
    const administers = (row: { is_system_admin: 0 | 1; status: string }) =>
      row.is_system_admin === 1 && row.status === 'active'
    if (administers(before) && !administers(after)) {
      const other = await tx
        .selectFrom('users')
        .select('id')
        .where('id', '!=', id)
        .where('is_system_admin', '=', 1)
        .where('status', '=', 'active')
        .executeTakeFirst()
      if (!other) throw new RequestError('CONFLICT', { message: 'this is the last one who administers the system' })
    }
    const { email, name, status, is_system_admin } = after
    await tx.updateTable('users').set({ email, name, status, is_system_admin }).where('id', '=', id).execute()
    if (status === 'disabled') {
      await endSessionsOf(tx, id, services.now())
      await tx.deleteFrom('links').where('user_id', '=', id).where('used_at', 'is', null).execute()
    }
    const details = { status, systemAdmin: is_system_admin === 1 }
    note.audit({
      action: 'user.update',
      subject: `user:${id}`,
      details,
      before: userOfRow(before),
      after: userOfRow(after),
    })
    return userOfRow(after)
  })
}
