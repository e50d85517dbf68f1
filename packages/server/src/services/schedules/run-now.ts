import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import { instantIn } from '../../scheduler/occurrence.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { insertRuns } from './insert-runs.ts'
import { type Run, runOf, runsOf } from './run.ts'
import { findSchedule, recurrenceOf } from './schedule.ts'
import { type ScheduleServices, teamToSchedule } from './schedule-services.ts'

/** What waits for its turn because somebody has asked for it. */
const mostWaiting = 5

/** A run that somebody asks for, of a schedule that may be paused: it is begun when no other of the schedule is under way. */
export async function runNow(
  services: ScheduleServices,
  call: Call,
  { team: named, schedule: id }: { readonly team: string; readonly schedule: string },
): Promise<Run> {
  const team = await teamToSchedule(services, call, named)
  const now = await services.clock()
  const run = services.newId()
  await change(services, call, team, async (tx, note) => {
    const schedule = await findSchedule(tx, team, id)
    const taken = await tx
      .selectFrom('schedule_runs')
      .select(['occurrence_at', 'state'])
      .where('team_id', '=', team)
      .where('schedule_id', '=', id)
      .where('kind', '=', 'manual')
      .where((is) => is.or([is('occurrence_at', '>=', now.toISOString()), is('state', '=', 'waiting')]))
      .execute()
    if (taken.filter(({ state }) => state === 'waiting').length >= mostWaiting) {
      throw new RequestError('CONFLICT', {
        message: `${mostWaiting} runs that were asked for wait for their turn already`,
        details: { waiting: mostWaiting },
      })
    }
    // Two that are asked for at the same moment are two.
    const times = new Set(taken.map(({ occurrence_at }) => occurrence_at))
    let at = now
    while (times.has(at.toISOString())) at = new Date(at.getTime() + 1)
    const occurrence = instantIn(at, recurrenceOf(schedule).timezone)
    const made = { id: run, occurrence, kind: 'manual', state: 'waiting', reason: 'by-hand', lateSeconds: 0 } as const
    await insertRuns(tx, schedule, [made], { now, by: nameOf(call.actor) })
    const told = { schedule: id, name: schedule.name, kind: 'manual', occurrence: occurrence.at, reason: 'by-hand' }
    note.audit({ action: 'run.ask', subject: `run:${run}`, details: told })
    note.event({ type: 'run.queued', subject: `run:${run}`, data: { ...told, planned: occurrence.planned } })
  })
  const row = await services.store.readTeam(team, (db) =>
    runsOf(db, team).where('r.id', '=', run).executeTakeFirstOrThrow(),
  )
  return runOf(row)
}
