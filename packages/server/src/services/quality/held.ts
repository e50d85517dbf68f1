import type { Kysely } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { VersionPlace } from '../datasets/write/part.ts'

/** Whole, and read by nobody before it has passed its gate. */
export async function isHeld(db: Kysely<TeamTables>, { team, dataset, version }: VersionPlace): Promise<boolean> {
  const row = await db
    .selectFrom('versions')
    .select('version')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .where('status', '=', 'hidden')
    .where('content_hash', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}
