import type { Role } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import { type Link, makeLink } from '../auth/make-link.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { insertUser } from '../users/create-user.ts'

export interface Invitation {
  readonly email: string
  readonly name?: string | undefined
  readonly role: Role
}

/**
 * A link that makes its taker a member. Nobody becomes one without taking it, whether or not they have an account: so
 * that an account which somebody made in another's name never gets what is meant for the other.
 */
export async function inviteMember(
  services: AuthServices,
  call: Call,
  teamNamed: string,
  input: Invitation,
): Promise<{ user: string; link: Link }> {
  const team = await teamFor(services, call, 'members.change', teamNamed)
  const email = input.email.toLowerCase()
  return changeSystem(services, call, async (tx, note) => {
    const known = await tx.selectFrom('users').select(['id', 'status']).where('email', '=', email).executeTakeFirst()
    if (known?.status === 'disabled') throw new RequestError('CONFLICT', { message: 'this user cannot be invited' })
    const name = input.name ?? email.split('@')[0] ?? email
    const { id: user } = known ?? (await insertUser(services, tx, { email, name, isSystemAdmin: false }))
    const member = await tx
      .selectFrom('memberships')
      .select('role')
      .where('team_id', '=', team.id)
      .where('user_id', '=', user)
      .executeTakeFirst()
    if (member) throw new RequestError('CONFLICT', { message: 'this user is in the team already' })
    const link = await makeLink(services, tx, user, { kind: 'invitation', team: team.id, role: input.role })
    const details = { role: input.role }
    note.audit({ action: 'member.invite', subject: `user:${user}`, team: team.id, details })
    note.tell(team.id, { type: 'member.invited', subject: `user:${user}`, data: details })
    return { user, link }
  })
}
