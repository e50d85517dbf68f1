import { refuseNobody } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { type Environment, environmentOf, type GrantLevel } from './environment.ts'
import { environmentFor } from './environment-for.ts'
import { findEnvironment, noSuchEnvironment } from './find-environment.ts'

export interface Grant {
  readonly team: string
  readonly level: GrantLevel
  readonly createdAt: string
}
export interface EnvironmentDetail extends Environment {
  /** To whom it is granted; for system administrators alone. */
  readonly grants: readonly Grant[] | null
}

/** One of them, for a team that it was granted to, or for whoever administers the system. */
export async function readEnvironment(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { environment, team }: { readonly environment: string; readonly team?: string | undefined },
): Promise<EnvironmentDetail> {
  refuseNobody(call.actor)
  if (call.actor.kind === 'user' && call.actor.isSystemAdmin) return readAsBoss(services, environment)
  const asked = { environment, team, action: 'environments.read', level: 'read' } as const
  const found = await environmentFor(services, call, asked)
  return { ...(await environmentOf(services, found.row, found)), grants: null }
}

async function readAsBoss(services: Pick<Services, 'store' | 'sealer'>, named: string): Promise<EnvironmentDetail> {
  const found = await services.store.readSystem(async (db) => {
    const row = await findEnvironment(db, named)
    if (!row) throw noSuchEnvironment()
    const grants = await db
      .selectFrom('environment_grants')
      .select(['team_id', 'level', 'created_at'])
      .where('environment_id', '=', row.id)
      .orderBy('team_id')
      .execute()
    return { row, grants }
  })
  const grants = found.grants.map(({ team_id, level, created_at }) => ({ team: team_id, level, createdAt: created_at }))
  return { ...(await environmentOf(services, found.row, { level: null, isActive: false })), grants }
}
