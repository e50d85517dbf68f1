import type { Kysely } from 'kysely'
import { authorize } from '../../auth/authorize.ts'
import { type Action, whileArchived, withinLevel } from '../../auth/permissions.ts'
import { RequestError } from '../../errors/request-error.ts'
import { noSuchTeam } from '../../store/names.ts'
import { statement } from '../../store/statement.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import type { Call, Services } from '../call.ts'
import { type Team, teamOf } from './find-team.ts'

const teamNamed = statement((db: Kysely<SystemTables>, { slug, id }: { slug: string; id: string }) =>
  db
    .selectFrom('teams')
    .selectAll()
    .where((is) => is.or([is('slug', '=', slug), is('id', '=', id)])),
)

/**
 * The team that a URL names, by slug or id, for whoever may do this in it. One that is not there and one that is none of
 * the caller's business are answered alike.
 */
export async function teamFor(
  { store }: Pick<Services, 'store'>,
  { actor }: Pick<Call, 'actor'>,
  action: Action,
  named: string,
): Promise<Team> {
  // Not signed in: refused before anything is looked for.
  if (actor.kind === 'nobody') authorize(actor, action, named)
  const [row] = await store.readSystem((db) => teamNamed(db, { slug: named.toLowerCase(), id: named }))
  if (!row || row.status === 'erased') throw noSuchTeam()
  authorize(actor, action, row.id)
  if (row.access_level !== null && actor.kind !== 'system' && !withinLevel(row.access_level, action)) {
    throw new RequestError('ACCESS_LEVEL_EXCEEDED', {
      message: `the team's access level is ${row.access_level}, and this needs more`,
      details: { accessLevel: row.access_level, action },
    })
  }
  if (row.status === 'archived' && !whileArchived.has(action)) {
    throw new RequestError('CONFLICT', {
      message: 'the team is archived: it is read, and not worked in',
      hint: 'Let an administrator of the team make it active again.',
    })
  }
  return teamOf(row)
}
