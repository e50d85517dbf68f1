import { authorize } from '../../auth/authorize.ts'
import { type Link, makeLink } from '../auth/make-link.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { noSuchUser } from './no-such-user.ts'

/** For somebody who forgot their password: a link by which they choose another. The old one holds until it is used. */
export async function makeUserLink(services: AuthServices, call: Call, id: string): Promise<Link> {
  authorize(call.actor, 'users.change')
  return changeSystem(services, call, async (tx, note) => {
    const user = await tx.selectFrom('users').select(['id', 'status']).where('id', '=', id).executeTakeFirst()
    if (user?.status !== 'active') throw noSuchUser()
    const link = await makeLink(services, tx, id, { kind: 'password' })
    note.audit({ action: 'link.make', subject: `user:${id}`, details: { kind: 'password' } })
    return link
  })
}
