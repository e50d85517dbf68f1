import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type Link, makeLink } from './make-link.ts'

/** As long as nobody administers the system by a password or an identity provider, each start makes a link that does. */
export async function firstSignIn(services: AuthServices): Promise<Link | undefined> {
  const call: Call = {
    actor: { kind: 'system', for: undefined },
    requestId: 'start',
    ip: null,
    signal: new AbortController().signal,
  }
  const { now, newId } = services
  return changeSystem(services, call, async (tx, note) => {
    const admins = await tx
      .selectFrom('users')
      .select(['id', 'password_hash', 'oidc_subject'])
      .where('is_system_admin', '=', 1)
      .where('status', '=', 'active')
      .orderBy('created_at')
      .execute()
    if (admins.some((admin) => admin.password_hash !== null || admin.oidc_subject !== null)) return undefined
    const user = admins[0]?.id ?? newId()
    if (admins.length === 0) {
      await tx
        .insertInto('users')
        .values({
          id: user,
          email: `admin-${user.slice(-8)}@localhost`,
          name: 'Administrator',
          password_hash: null,
          oidc_subject: null,
          is_system_admin: 1,
          status: 'active',
          created_at: now().toISOString(),
        })
        .execute()
      note.audit({ action: 'user.create', subject: `user:${user}`, details: { systemAdmin: true } })
    }
    const link = await makeLink(services, tx, user, { kind: 'sign-in' })
    note.audit({ action: 'link.make', subject: `user:${user}`, details: { kind: 'sign-in' } })
    return link
  })
}
