import { decide, type Situation } from '../../scheduler/decide.ts'
import type { Occurrence } from '../../scheduler/occurrence.ts'
import { nextOccurrence, occurrencesBetween } from '../../scheduler/occurrences.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Services } from '../call.ts'
import type { TeamNote } from '../change.ts'
import { cancelOthers } from './cancel-others.ts'
import { insertRuns, type NewRun, noteRuns } from './insert-runs.ts'
import { policiesOf, recurrenceOf, type ScheduleRow } from './schedule.ts'

interface Deciding {
  readonly now: Date
  /** Why none is done, whatever the policies say. */
  readonly stopped: Situation['stopped']
  readonly decidedBy: string
}

/** What one transaction decides; the rest follows in the next. */
const mostAtOnce = 2000

/** By which rules of time zones this process reckons. */
export const zoneRules = process.versions.tz ?? ''

/**
 * Decides what becomes of every occurrence of a schedule that is due, in the transaction that moves it on: each is a row,
 * and no other process decides it again. Returns the schedule as it is then, and the runs.
 */
export async function decideDue(
  { newId }: Pick<Services, 'newId'>,
  tx: TeamTransaction,
  note: TeamNote,
  schedule: ScheduleRow,
  { now, stopped, decidedBy }: Deciding,
): Promise<{ readonly schedule: ScheduleRow; readonly runs: readonly NewRun[] }> {
  let runs: readonly NewRun[] = []
  const recurrence = recurrenceOf(schedule)
  const after = { at: new Date(schedule.decided_at), planned: schedule.decided_planned }
  const found = occurrencesBetween(recurrence, after, now, mostAtOnce + 1)
  const due = found.slice(0, mostAtOnce)
  const last = due.at(-1)
  if (last !== undefined) {
    const { waiting, underWay } = await unfinished(tx, schedule)
    const more = found.length > due.length
    const { decisions, cancelOthers: others } = decide({
      now,
      policies: policiesOf(schedule),
      due,
      more,
      stopped: stopped ?? (schedule.status === 'paused' ? 'paused' : null),
      waiting,
      underWay,
    })
    if (others) await cancelOthers(tx, note, schedule, { now, reason: 'cancelled-for-next', withRunning: true })
    const busy = waiting + underWay > 0
    const rows = decisions.map(({ occurrence, kind, state, reason, lateSeconds }) => ({
      id: newId(),
      occurrence,
      kind,
      state,
      reason,
      lateSeconds,
    }))
    runs = await insertRuns(tx, schedule, rows, { now, by: decidedBy })
    noteRuns(note, schedule, runs, { busy })
  }
  const next = nextOccurrence(recurrence, last === undefined ? after : { at: new Date(last.at), planned: last.planned })
  return { schedule: await moveOn(tx, schedule, last, next), runs }
}

/** Writes what is decided, and what comes next. */
async function moveOn(
  tx: TeamTransaction,
  schedule: ScheduleRow,
  last: Occurrence | undefined,
  next: Occurrence | undefined,
): Promise<ScheduleRow> {
  const changed = {
    next_at: next?.at ?? null,
    next_planned: next?.planned ?? null,
    zone_rules: zoneRules,
    ...(last === undefined ? {} : { decided_at: last.at, decided_planned: last.planned }),
  }
  await tx
    .updateTable('schedules')
    .set(changed)
    .where('team_id', '=', schedule.team_id)
    .where('id', '=', schedule.id)
    .execute()
  return { ...schedule, ...changed }
}

async function unfinished(
  tx: TeamTransaction,
  { team_id, id }: ScheduleRow,
): Promise<{ readonly waiting: number; readonly underWay: number }> {
  const rows = await tx
    .selectFrom('schedule_runs')
    .select('state')
    .where('team_id', '=', team_id)
    .where('schedule_id', '=', id)
    .where('state', 'in', ['waiting', 'starting', 'running'])
    .execute()
  const waiting = rows.filter(({ state }) => state === 'waiting').length
  return { waiting, underWay: rows.length - waiting }
}
