import { userOf } from '../../auth/authorize.ts'
import { networkOf } from '../../auth/client-network.ts'
import { refuseWeakPassword } from '../../auth/password.ts'
import { RequestError } from '../../errors/request-error.ts'
import { endSessionsOf } from '../auth/end-session.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'

export interface MyChange {
  readonly name?: string | undefined
  /** `current` is left out by whoever has none yet. */
  readonly password?: { readonly current?: string | undefined; readonly next: string } | undefined
}

/** A new password ends every other session. */
export async function updateMe(services: AuthServices, call: Call, { name, password }: MyChange): Promise<void> {
  const me = userOf(call.actor)
  const { store, auth, now } = services
  const stored = await store.readSystem((db) =>
    db.selectFrom('users').selectAll().where('id', '=', me.id).executeTakeFirstOrThrow(),
  )
  let hash: string | undefined
  if (password !== undefined) {
    if (stored.password_hash !== null) {
      const network = networkOf(call.ip ?? '')
      await auth.throttle.begin(me.email, network)
      if (!(await auth.passwords.verify(password.current ?? '', stored.password_hash))) {
        throw new RequestError('SIGN_IN_FAILED', { message: 'the current password is another' })
      }
      await auth.throttle.succeeded(me.email, network)
    }
    refuseWeakPassword(password.next, [me.email, name ?? me.name])
    hash = await auth.passwords.hash(password.next)
  }
  await changeSystem(services, call, async (tx, note) => {
    const still = await tx.selectFrom('users').select('password_hash').where('id', '=', me.id).executeTakeFirstOrThrow()
    if (hash !== undefined && still.password_hash !== stored.password_hash) {
      throw new RequestError('CONFLICT', { message: 'the password was changed meanwhile' })
    }
    if (name !== undefined) {
      await tx.updateTable('users').set({ name }).where('id', '=', me.id).execute()
      note.audit({ action: 'user.update', subject: `user:${me.id}`, before: { name: stored.name }, after: { name } })
    }
    if (hash !== undefined) {
      await tx.updateTable('users').set({ password_hash: hash }).where('id', '=', me.id).execute()
      const ended = await endSessionsOf(tx, me.id, now(), me.session)
      note.audit({ action: 'user.password', subject: `user:${me.id}`, details: { ended } })
    }
  })
}
