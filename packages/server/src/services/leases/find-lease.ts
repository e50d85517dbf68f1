import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import { type Lease, leaseOf } from './lease.ts'

export async function findLease(db: Kysely<TeamTables>, team: string, id: string): Promise<Lease> {
  const row = await db
    .selectFrom('leases')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such lease in the team' })
  return leaseOf(row)
}
