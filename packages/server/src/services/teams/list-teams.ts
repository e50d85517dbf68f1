import { unauthenticated } from '../../auth/authorize.ts'
import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { type Team, teamOf } from './find-team.ts'

/** The teams that the caller has to do with; a system administrator sees all. */
export async function listTeams(
  { store }: Pick<Services, 'store'>,
  { actor }: Call,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly teams: Team[]; readonly next: string | null }> {
  if (actor.kind === 'nobody') throw unauthenticated('this is for whoever is signed in or shows a key')
  const all = actor.kind === 'system' || (actor.kind === 'user' && actor.isSystemAdmin)
  const own = actor.kind === 'key' ? [actor.team] : actor.kind === 'user' ? [...actor.memberships.keys()] : []
  if (!all && own.length === 0) return { teams: [], next: null }
  const rows = await store.readSystem((db) => {
    const query = db.selectFrom('teams').selectAll().where('status', '!=', 'erased').orderBy('slug')
    const known = all ? query : query.where('id', 'in', own)
    return (cursor === undefined ? known : known.where('slug', '>', cursor)).limit(limit + 1).execute()
  })
  const { page, next } = pageOf(rows, limit, ({ slug }) => slug)
  return { teams: page.map(teamOf), next }
}
