import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { teamFor } from '../teams/team-for.ts'
import { datasetNames, findSchedule, type Schedule, scheduleOf } from './schedule.ts'

type ReadServices = Pick<Services, 'store' | 'sealer'>

/** The oldest first. */
export async function listSchedules(
  services: ReadServices,
  call: Call,
  {
    team: named,
    cursor,
    limit,
  }: { readonly team: string; readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ readonly schedules: readonly Schedule[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'schedules.read', named)
  const { rows, names } = await services.store.readTeam(team, async (db) => {
    const all = db.selectFrom('schedules').selectAll().where('team_id', '=', team).where('removed_at', 'is', null)
    const rows = await (cursor === undefined ? all : all.where('id', '>', cursor))
      .orderBy('id')
      .limit(limit + 1)
      .execute()
    return { rows, names: await datasetNames(db, team) }
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { schedules: await Promise.all(page.map((row) => scheduleOf(services, row, names))), next }
}

export async function readSchedule(
  services: ReadServices,
  call: Call,
  { team: named, schedule }: { readonly team: string; readonly schedule: string },
): Promise<Schedule> {
  const { id: team } = await teamFor(services, call, 'schedules.read', named)
  const { row, names } = await services.store.readTeam(team, async (db) => ({
    row: await findSchedule(db, team, schedule),
    names: await datasetNames(db, team),
  }))
  return scheduleOf(services, row, names)
}
