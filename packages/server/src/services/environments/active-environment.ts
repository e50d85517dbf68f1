import type { Call, Services } from '../call.ts'
import { changeSystem } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Environment, type EnvironmentServices, environmentOf } from './environment.ts'
import { environmentFor } from './environment-for.ts'

/** What a team means where it names no environment; null where it has chosen none. */
export async function readActive(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  named: string,
): Promise<Environment | null> {
  const { id: team } = await teamFor(services, call, 'environments.read', named)
  const row = await services.store.readSystem((db) =>
    db
      .selectFrom('environments')
      .innerJoin('environment_grants', 'environment_grants.environment_id', 'environments.id')
      .selectAll('environments')
      .select('environment_grants.level')
      .where('team_id', '=', team)
      .where('is_active', '=', 1)
      .executeTakeFirst(),
  )
  return row ? environmentOf(services, row, { level: row.level, isActive: true, team }) : null
}

/** @param environment null: none from now on */
export async function switchActive(
  services: EnvironmentServices,
  call: Call,
  { team: named, environment }: { readonly team: string; readonly environment: string | null },
): Promise<Environment | null> {
  const { id: team } = await teamFor(services, call, 'environments.activate', named)
  const asked = { team, action: 'environments.activate', level: 'read' } as const
  const found = environment === null ? null : await environmentFor(services, call, { ...asked, environment })
  await changeSystem(services, call, async (tx, note) => {
    const grants = tx.updateTable('environment_grants').where('team_id', '=', team)
    await grants.set({ is_active: 0 }).where('is_active', '=', 1).execute()
    if (found) await grants.set({ is_active: 1 }).where('environment_id', '=', found.row.id).execute()
    const subject = `environment:${found?.row.id ?? 'none'}`
    note.audit({ action: 'environment.activate', subject, team, details: { team } })
    note.tell(team, { type: 'environment.activated', subject, data: { environment: found?.row.name ?? null } })
  })
  return found && environmentOf(services, found.row, { ...found, isActive: true })
}
