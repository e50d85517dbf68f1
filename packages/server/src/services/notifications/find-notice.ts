import type { Kysely } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import { type Tells, tellsOf } from './notice.ts'

export async function findNotice(db: Kysely<TeamTables>, team: string, id: string): Promise<TeamTables['notices']> {
  const row = await db
    .selectFrom('notices')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) throw new RequestError('NOT_FOUND', { message: 'there is no such notification in this team' })
  return row
}

/** Schedules that are named have to be there, or nobody would ever be told. */
export async function refuseUnknownSchedules(db: Kysely<TeamTables>, team: string, tells: Tells): Promise<void> {
  for (const { schedule } of tells) {
    if (schedule === null) continue
    const row = await db
      .selectFrom('schedules')
      .select('id')
      .where('team_id', '=', team)
      .where('id', '=', schedule)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such schedule in this team' })
  }
}

/** As it is stored: each schedule once, each type once. */
export function joined(tells: Tells): string {
  const bySchedule = new Map<string | null, Set<string>>()
  for (const { schedule, types } of tells) {
    bySchedule.set(schedule, new Set([...(bySchedule.get(schedule) ?? []), ...types]))
  }
  const all = [...bySchedule].map(([schedule, types]) => ({ schedule, types: [...types] }))
  return JSON.stringify(tellsOf(JSON.stringify(all)))
}
