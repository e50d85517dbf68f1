import { refuseNobody } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { teamMeant } from '../teams/team-meant.ts'
import { type Environment, environmentOf } from './environment.ts'

export interface EnvironmentQuery {
  /** Left out by a system administrator: all. */
  readonly team?: string | undefined
  readonly tag?: string | undefined
  readonly type?: Environment['type'] | undefined
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Those that a team was granted, by name; of a system administrator, all that there are. */
export async function listEnvironments(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: named, tag, type, cursor, limit }: EnvironmentQuery,
): Promise<{ readonly environments: Environment[]; readonly next: string | null }> {
  refuseNobody(call.actor)
  const isAll = named === undefined && call.actor.kind === 'user' && call.actor.isSystemAdmin
  const team = isAll ? undefined : (await teamFor(services, call, 'environments.read', teamMeant(call.actor, named))).id
  const rows = await services.store.readSystem((db) => {
    let query = db
      .selectFrom('environments')
      .leftJoin('environment_grants', (join) =>
        join.onRef('environment_grants.environment_id', '=', 'environments.id').on('team_id', '=', team ?? ''),
      )
      .selectAll('environments')
      .select(['environment_grants.level', 'environment_grants.is_active'])
    if (team !== undefined) query = query.where('environment_grants.level', 'is not', null)
    if (type !== undefined) query = query.where('type', '=', type)
    // Tags are words: in JSON each of them stands between quotes.
    if (tag !== undefined) query = query.where('tags', 'like', `%${JSON.stringify(tag).replaceAll(/[%_]/g, '')}%`)
    if (cursor !== undefined) query = query.where('lower_name', '>', cursor)
    return query
      .orderBy('lower_name')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ lower_name }) => lower_name)
  const environments = await Promise.all(
    page.map(({ level, is_active, ...row }) =>
      environmentOf(services, row, { level, isActive: is_active === 1, team }),
    ),
  )
  return { environments, next }
}
