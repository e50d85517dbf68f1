import { authorize, refuseNobody } from '../../auth/authorize.ts'
import type { Action } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type EnvironmentRow, type GrantLevel, grantLevels } from './environment.ts'
import { findEnvironment, noSuchEnvironment } from './find-environment.ts'

export interface EnvironmentAsked {
  /** Id or name. */
  readonly environment: string
  /** Left out: the only one of the caller that it is granted to. */
  readonly team?: string | undefined
  readonly action: Action
  readonly level: GrantLevel
}

export interface GrantedEnvironment {
  readonly row: EnvironmentRow
  readonly team: string
  readonly level: GrantLevel
  readonly isActive: boolean
}

/**
 * An environment for whoever may do this in a team that it is granted to at that level. One that is not there and one that
 * is not granted are answered alike.
 */
export async function environmentFor(
  services: Pick<Services, 'store'>,
  call: Call,
  { environment: named, team: namedTeam, action, level }: EnvironmentAsked,
): Promise<GrantedEnvironment> {
  refuseNobody(call.actor)
  const team = namedTeam ?? (await onlyGranted(services, call, named)) ?? teamMeant(call.actor, undefined)
  const { id } = await teamFor(services, call, action, team)
  const found = await services.store.readSystem(async (db) => {
    const row = await findEnvironment(db, named)
    if (!row) return undefined
    const grant = await db
      .selectFrom('environment_grants')
      .select(['level', 'is_active'])
      .where('environment_id', '=', row.id)
      .where('team_id', '=', id)
      .executeTakeFirst()
    return grant && { row, team: id, level: grant.level, isActive: grant.is_active === 1 }
  })
  if (found === undefined) throw noSuchEnvironment()
  requireLevel(found.level, level, found.row.name)
  return found
}

export function requireLevel(given: GrantLevel, needed: GrantLevel, name: string): void {
  if (grantLevels.indexOf(given) >= grantLevels.indexOf(needed)) return
  throw new RequestError('FORBIDDEN', {
    message: `${name} is granted to the team at the level ${given}, and this needs ${needed}`,
    hint: 'Ask a system administrator for a higher grant.',
    details: { level: given, needed },
  })
}

/** Undefined where it is none or several of the caller's teams. */
async function onlyGranted(
  { store }: Pick<Services, 'store'>,
  { actor }: Call,
  named: string,
): Promise<string | undefined> {
  if (actor.kind !== 'user' || actor.memberships.size < 2) return undefined
  const rows = await store.readSystem(async (db) => {
    const row = await findEnvironment(db, named)
    if (!row) return []
    return db
      .selectFrom('environment_grants')
      .select('team_id')
      .where('environment_id', '=', row.id)
      .where('team_id', 'in', [...actor.memberships.keys()])
      .execute()
  })
  return rows.length === 1 ? rows[0]?.team_id : undefined
}

/** For what only system administrators do with it. */
export async function environmentToChange(
  services: Pick<Services, 'store'>,
  call: Call,
  named: string,
): Promise<EnvironmentRow> {
  authorize(call.actor, 'environments.change')
  const row = await services.store.readSystem((db) => findEnvironment(db, named))
  if (!row) throw noSuchEnvironment()
  return row
}
