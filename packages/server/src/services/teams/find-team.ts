import type { Kysely, Selectable } from 'kysely'
import { noSuchTeam } from '../../store/names.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'

export interface Team {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly status: 'active' | 'archived'
  readonly createdAt: string
}

/** As the API shows it; of an erased one there is nothing to show. */
export function teamOf({ id, slug, name, status, created_at }: Selectable<SystemTables['teams']>): Team {
  if (status === 'erased') throw noSuchTeam()
  return { id, slug, name, status, createdAt: created_at }
}

export async function findTeam(db: Kysely<SystemTables>, id: string): Promise<Team> {
  const row = await db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw noSuchTeam()
  return teamOf(row)
}
