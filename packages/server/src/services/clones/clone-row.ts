import type { Updateable } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'
import type { CloneRow } from './clone.ts'

export function findCloneRow(
  { store }: Pick<Services, 'store'>,
  team: string,
  id: string,
): Promise<CloneRow | undefined> {
  return store.readTeam(team, (db) =>
    db.selectFrom('clones').selectAll().where('team_id', '=', team).where('id', '=', id).executeTakeFirst(),
  )
}

export async function setClone(
  tx: TeamTransaction,
  team: string,
  id: string,
  values: Updateable<TeamTables['clones']>,
): Promise<void> {
  await tx.updateTable('clones').set(values).where('team_id', '=', team).where('id', '=', id).execute()
}
