import { authorize } from '../../auth/authorize.ts'
import type { Role } from '../../auth/permissions.ts'
import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { requireMatch } from '../require-match.ts'
import { findTeam, type Team } from './find-team.ts'
import { teamFor } from './team-for.ts'

export interface TeamChange {
  readonly name?: string | undefined
  /** An archived team can be read and not written. */
  readonly status?: 'active' | 'archived' | undefined
  /** For system administrators: else whoever is limited would set the limit. */
  readonly accessLevel?: Role | undefined
}

export async function updateTeam(services: AuthServices, call: Call, named: string, change: TeamChange): Promise<Team> {
  const { id } = await teamFor(services, call, 'team.update', named)
  return changeSystem(services, call, async (tx, note) => {
    const team = await findTeam(tx, id)
    requireMatch(call, team)
    const { name = team.name, status = team.status, accessLevel = team.accessLevel } = change
    if (accessLevel !== team.accessLevel) authorize(call.actor, 'team.limit', id)
    const access_level = accessLevel === 'admin' ? null : accessLevel
    await tx
      .updateTable('teams')
      .set({ name, status, access_level })
      .where('id', '=', id)
      .where('status', '!=', 'erased')
      .execute()
    note.audit({
      action: 'team.update',
      subject: `team:${id}`,
      team: id,
      before: { name: team.name, status: team.status, accessLevel: team.accessLevel },
      after: { name, status, accessLevel },
    })
    return { ...team, name, status, accessLevel }
  })
}
