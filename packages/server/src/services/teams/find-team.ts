import type { Kysely, Selectable } from 'kysely'
import type { Role } from '../../auth/permissions.ts'
import { noSuchTeam } from '../../store/names.ts'
import type { SystemTables } from '../../store/tables/system-tables.ts'

export interface Team {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly status: 'active' | 'archived'
  /** The most that its members and keys do with its data. */
  readonly accessLevel: Role
  readonly createdAt: string
}

/** As the API shows it; of an erased one there is nothing to show. */
export function teamOf(row: Selectable<SystemTables['teams']>): Team {
  const { id, slug, name, status, access_level, created_at } = row
  if (status === 'erased') throw noSuchTeam()
  return { id, slug, name, status, accessLevel: access_level ?? 'admin', createdAt: created_at }
}

export async function findTeam(db: Kysely<SystemTables>, id: string): Promise<Team> {
  const row = await db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw noSuchTeam()
  return teamOf(row)
}
