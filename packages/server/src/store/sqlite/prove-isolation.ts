import { type Kysely, sql } from 'kysely'
import { ServerError } from '../../errors/server-error.ts'
import { teamShape } from '../shape/team-shape.ts'
import type { TeamTables } from '../tables/team-tables.ts'

/** A file holds what its name says, and no row of anyone else, not even where somebody has exchanged files. */
export async function proveFile(db: Kysely<TeamTables>, team: string): Promise<void> {
  for (const table of ['place', ...Object.keys(teamShape)]) {
    const { rows } =
      await sql`select 1 from ${sql.table(table)} where team_id < ${team} or team_id > ${team} limit 1`.execute(db)
    if (rows.length > 0) broken(team)
  }
}

function broken(team: string): never {
  throw new ServerError('ISOLATION_BROKEN', { message: `the file of team ${team} holds rows of another team` })
}
