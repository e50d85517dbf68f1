import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'
import type { EnvironmentRow } from './environment.ts'

/** By id, or by name in whatever case. */
export async function findEnvironment(db: Kysely<SystemTables>, named: string): Promise<EnvironmentRow | undefined> {
  return db
    .selectFrom('environments')
    .selectAll()
    .where((is) => is.or([is('id', '=', named), is('lower_name', '=', named.toLowerCase())]))
    .orderBy('id')
    .executeTakeFirst()
}

export function noSuchEnvironment(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such environment, or it is not granted to the team' })
}

/** That it is granted to. */
export async function teamsOf(db: Kysely<SystemTables>, id: string): Promise<string[]> {
  const rows = await db.selectFrom('environment_grants').select('team_id').where('environment_id', '=', id).execute()
  return rows.map(({ team_id }) => team_id)
}
