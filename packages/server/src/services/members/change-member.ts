import type { Role } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'

/** A team keeps one who administers it. What changes holds with the member's next request. */
export async function changeMember(
  services: AuthServices,
  call: Call,
  { team: named, user }: { readonly team: string; readonly user: string },
  role: Role,
): Promise<void> {
  const team = await teamFor(services, call, 'members.change', named)
  await changeSystem(services, call, async (tx, note) => {
    const before = await roleOf(tx, team.id, user)
    if (before === undefined) throw noSuchMember()
    if (before === 'admin' && role !== 'admin') await refuseLast(tx, team.id, user)
    await tx
      .updateTable('memberships')
      .set({ role })
      .where('team_id', '=', team.id)
      .where('user_id', '=', user)
      .execute()
    note.tell(team.id, { type: 'member.changed', subject: `user:${user}`, data: { from: before, to: role } })
    note.audit({ action: 'member.change', subject: `user:${user}`, team: team.id, details: { from: before, to: role } })
  })
}

/** Of a member, or of somebody who is invited. Keys that they made are the team's and stay. */
export async function removeMember(
  services: AuthServices,
  call: Call,
  { team: named, user }: { readonly team: string; readonly user: string },
): Promise<void> {
  const team = await teamFor(services, call, 'members.change', named)
  await changeSystem(services, call, async (tx, note) => {
    const before = await roleOf(tx, team.id, user)
    if (before === 'admin') await refuseLast(tx, team.id, user)
    const invitation = await tx
      .deleteFrom('links')
      .where('team_id', '=', team.id)
      .where('user_id', '=', user)
      .where('used_at', 'is', null)
      .executeTakeFirst()
    if (before === undefined && invitation.numDeletedRows === 0n) throw noSuchMember()
    await tx.deleteFrom('memberships').where('team_id', '=', team.id).where('user_id', '=', user).execute()
    note.tell(team.id, { type: 'member.removed', subject: `user:${user}`, data: { from: before ?? 'invited' } })
    note.audit({
      action: 'member.remove',
      subject: `user:${user}`,
      team: team.id,
      details: { from: before ?? 'invited' },
    })
  })
}

async function roleOf(tx: SystemTransaction, team: string, user: string): Promise<Role | undefined> {
  const row = await tx
    .selectFrom('memberships')
    .select('role')
    .where('team_id', '=', team)
    .where('user_id', '=', user)
    .executeTakeFirst()
  return row?.role
}

async function refuseLast(tx: SystemTransaction, team: string, user: string): Promise<void> {
  const other = await tx
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select('users.id')
    .where('memberships.team_id', '=', team)
    .where('memberships.user_id', '!=', user)
    .where('memberships.role', '=', 'admin')
    .where('users.status', '=', 'active')
    .executeTakeFirst()
  if (!other) throw new RequestError('CONFLICT', { message: 'this is the last one who administers the team' })
}

function noSuchMember(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such member in the team' })
}
