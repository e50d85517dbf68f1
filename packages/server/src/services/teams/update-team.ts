import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { requireMatch } from '../require-match.ts'
import { findTeam, type Team } from './find-team.ts'
import { teamFor } from './team-for.ts'

export interface TeamChange {
  readonly name?: string | undefined
  /** An archived team can be read and not written. */
  readonly status?: 'active' | 'archived' | undefined
}

export async function updateTeam(services: AuthServices, call: Call, named: string, change: TeamChange): Promise<Team> {
  const { id } = await teamFor(services, call, 'team.update', named)
  return changeSystem(services, call, async (tx, note) => {
    const team = await findTeam(tx, id)
    requireMatch(call, team)
    const { name = team.name, status = team.status } = change
    await tx.updateTable('teams').set({ name, status }).where('id', '=', id).where('status', '!=', 'erased').execute()
    note.audit({
      action: 'team.update',
      subject: `team:${id}`,
      team: id,
      before: { name: team.name, status: team.status },
      after: { name, status },
    })
    return { ...team, name, status }
  })
}
