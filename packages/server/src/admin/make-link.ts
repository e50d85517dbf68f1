import { z } from 'zod'
import { emailField, idField, knownEmailField, roleField } from '../routes/fields.ts'
import type { Link } from '../services/auth/make-link.ts'
import { inviteMember } from '../services/members/invite-member.ts'
import { makeUserLink } from '../services/users/make-user-link.ts'
import { noSuchUser } from '../services/users/no-such-user.ts'
import type { Admin } from './open-admin.ts'
import { parsed } from './parsed.ts'

const known = z.strictObject({ email: knownEmailField })
const invited = z.strictObject({ email: emailField, team: idField, role: roleField })

/** For a new password. The old one holds until the link is used. */
export async function makePasswordLink({ services, call }: Admin, given: z.input<typeof known>): Promise<Link> {
  const email = parsed(known, given).email.toLowerCase()
  const user = await services.store.readSystem((db) =>
    db.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst(),
  )
  if (!user) throw noSuchUser()
  return makeUserLink(services, call, user.id)
}

/** Makes whoever takes it a member, with an account where they have none. */
export async function makeInvitation({ services, call }: Admin, given: z.input<typeof invited>): Promise<Link> {
  const { team, ...invitation } = parsed(invited, given)
  return (await inviteMember(services, call, team, invitation)).link
}
