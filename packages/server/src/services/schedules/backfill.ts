import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import { occurrencesBetween } from '../../scheduler/occurrences.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { insertRuns } from './insert-runs.ts'
import { type Run, runOf, runsOf } from './run.ts'
import { findSchedule, recurrenceOf } from './schedule.ts'
import { type ScheduleServices, teamToSchedule } from './schedule-services.ts'

export interface Backfill {
  /** One after the other, the oldest first. */
  readonly runs: readonly Run[]
  /** Occurrences of that time that were published, or backfilled, before. */
  readonly done: number
}

const most = 50

/** Occurrences of the past that came to nothing, once more: each is a run, of a time before the schedule was made too. */
export async function backfill(
  services: ScheduleServices,
  call: Call,
  asked: { readonly team: string; readonly schedule: string; readonly from: string; readonly to: string },
): Promise<Backfill> {
  const team = await teamToSchedule(services, call, asked.team)
  const now = await services.clock()
  const [from, to] = [new Date(asked.from), new Date(Math.min(Date.parse(asked.to), now.getTime()))]
  const ids = await change(services, call, team, async (tx, note) => {
    const schedule = await findSchedule(tx, team, asked.schedule)
    const found = occurrencesBetween(recurrenceOf(schedule), { at: new Date(from.getTime() - 1) }, to, most + 1)
    if (found.length > most) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `one request fills in at most ${most} occurrences, and there are more of them then`,
        hint: 'Ask for a shorter time.',
        details: { limit: 'backfill', most },
      })
    }
    const published = new Set(
      (
        await runsOf(tx, team)
          .where('r.schedule_id', '=', schedule.id)
          .where('r.occurrence_at', '>=', from.toISOString())
          .where('r.occurrence_at', '<=', to.toISOString())
          .where('r.kind', '<>', 'manual')
          .execute()
      )
        .map(runOf)
        // What is under way may still be.
        .filter(({ status }) => !['skipped', 'failed', 'refused', 'cancelled'].includes(status))
        .map(({ occurrence }) => occurrence.at),
    )
    const wanted = found
      .filter(({ at }) => !published.has(at))
      .map((occurrence) => ({
        id: services.newId(),
        occurrence,
        kind: 'backfill' as const,
        state: 'waiting' as const,
        reason: 'by-hand' as const,
        lateSeconds: Math.floor((now.getTime() - Date.parse(occurrence.at)) / 1000),
      }))
    const runs = await insertRuns(tx, schedule, wanted, { now, by: nameOf(call.actor) })
    const told = { schedule: schedule.id, name: schedule.name, kind: 'backfill', reason: 'by-hand' }
    note.audit({
      action: 'schedule.backfill',
      subject: `schedule:${schedule.id}`,
      details: { from: from.toISOString(), to: to.toISOString(), runs: runs.length },
    })
    for (const { id, occurrence } of runs) {
      const { at, planned } = occurrence
      note.event({ type: 'run.queued', subject: `run:${id}`, data: { ...told, occurrence: at, planned } })
    }
    return { runs: runs.map(({ id }) => id), done: found.length - runs.length }
  })
  if (ids.runs.length === 0) return { runs: [], done: ids.done }
  const rows = await services.store.readTeam(team, (db) =>
    runsOf(db, team).where('r.id', 'in', ids.runs).orderBy('r.occurrence_at').execute(),
  )
  return { runs: rows.map(runOf), done: ids.done }
}
