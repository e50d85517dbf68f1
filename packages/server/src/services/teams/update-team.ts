import type { AuthServices, Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import { type Team, teamFor } from './team-for.ts'

export interface TeamChange {
  readonly name?: string | undefined
  /** An archived team can be read and not written. */
  readonly status?: 'active' | 'archived' | undefined
}

export async function updateTeam(services: AuthServices, call: Call, named: string, change: TeamChange): Promise<Team> {
  const team = await teamFor(services, call, 'team.update', named)
  const changed = { ...team, name: change.name ?? team.name, status: change.status ?? team.status }
  await changeSystem(services, call, async (tx, note) => {
    const { name, status } = changed
    await tx
      .updateTable('teams')
      .set({ name, status })
      .where('id', '=', team.id)
      .where('status', '!=', 'erased')
      .execute()
    note.audit({
      action: 'team.update',
      subject: `team:${team.id}`,
      team: team.id,
      before: { name: team.name, status: team.status },
      after: { name, status },
    })
  })
  return changed
}
