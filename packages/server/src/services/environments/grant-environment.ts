import { nameOf } from '../../auth/actor.ts'
import { noSuchTeam } from '../../store/names.ts'
import type { SystemTransaction } from '../../store/store.ts'
import type { Call } from '../call.ts'
import { changeSystem } from '../change.ts'
import type { EnvironmentServices, GrantLevel } from './environment.ts'
import { environmentToChange } from './environment-for.ts'
import type { Grant } from './read-environment.ts'

interface GrantAsked {
  readonly environment: string
  readonly team: string
}

/** From now on the team does this much with it, as far as roles in the team allow it too. */
export async function grantEnvironment(
  services: EnvironmentServices,
  call: Call,
  { environment, team: named }: GrantAsked,
  level: GrantLevel,
): Promise<Grant> {
  const { id, name } = await environmentToChange(services, call, environment)
  const created_at = services.now().toISOString()
  return changeSystem(services, call, async (tx, note) => {
    const team = await teamNamed(tx, named)
    await tx
      .insertInto('environment_grants')
      .values({ environment_id: id, team_id: team, level, is_active: 0, created_at, created_by: nameOf(call.actor) })
      .onConflict((on) => on.columns(['environment_id', 'team_id']).doUpdateSet({ level }))
      .execute()
    note.audit({ action: 'environment.grant', subject: `environment:${id}`, team, details: { team, level } })
    note.tell(team, { type: 'environment.granted', subject: `environment:${id}`, data: { environment: name, level } })
    return { team, level, createdAt: created_at }
  })
}

/** What is under way ends when it next asks for it. */
export async function revokeEnvironment(
  services: EnvironmentServices,
  call: Call,
  { environment, team: named }: GrantAsked,
): Promise<void> {
  const { id, name } = await environmentToChange(services, call, environment)
  await changeSystem(services, call, async (tx, note) => {
    const team = await teamNamed(tx, named)
    const { numDeletedRows } = await tx
      .deleteFrom('environment_grants')
      .where('environment_id', '=', id)
      .where('team_id', '=', team)
      .executeTakeFirstOrThrow()
    if (numDeletedRows === 0n) return
    note.audit({ action: 'environment.revoke', subject: `environment:${id}`, team, details: { team } })
    note.tell(team, { type: 'environment.revoked', subject: `environment:${id}`, data: { environment: name } })
  })
}

async function teamNamed(tx: SystemTransaction, named: string): Promise<string> {
  const row = await tx
    .selectFrom('teams')
    .select('id')
    .where((is) => is.or([is('slug', '=', named.toLowerCase()), is('id', '=', named)]))
    .where('status', '!=', 'erased')
    .executeTakeFirst()
  if (!row) throw noSuchTeam()
  return row.id
}
