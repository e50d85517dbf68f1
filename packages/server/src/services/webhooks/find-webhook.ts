import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export async function findWebhook(db: Kysely<TeamTables>, team: string, id: string): Promise<TeamTables['webhooks']> {
  const row = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new RequestError('NOT_FOUND', { message: 'there is no such webhook in this team' })
  return row
}
