import { unauthenticated } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import type { Team } from './team-for.ts'

/** The teams that the caller has to do with; a system administrator sees all. */
export async function listTeams({ store }: Pick<Services, 'store'>, { actor }: Call): Promise<Team[]> {
  if (actor.kind === 'nobody') throw unauthenticated('this is for whoever is signed in or shows a key')
  const all = actor.kind === 'system' || (actor.kind === 'user' && actor.isSystemAdmin)
  const own = actor.kind === 'key' ? [actor.team] : actor.kind === 'user' ? [...actor.memberships.keys()] : []
  if (!all && own.length === 0) return []
  const rows = await store.readSystem((db) => {
    const query = db.selectFrom('teams').selectAll().where('status', '!=', 'erased').orderBy('slug')
    return (all ? query : query.where('id', 'in', own)).execute()
  })
  return rows.flatMap(({ id, slug, name, status, created_at: createdAt }) =>
    status === 'erased' ? [] : [{ id, slug, name, status, createdAt }],
  )
}
