import type { Occurrence } from '../../scheduler/occurrence.ts'
import type { Reason } from '../../scheduler/reasons.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import type { RunRow } from './run.ts'
import type { ScheduleRow } from './schedule.ts'

export interface NewRun {
  readonly id: string
  readonly occurrence: Occurrence
  readonly kind: RunRow['kind']
  readonly state: 'waiting' | 'skipped'
  readonly reason: Reason | null
  readonly lateSeconds: number
}

const rowsAtOnce = 200
/** So many are told of one by one. */
const mostEvents = 20

/** Those that were not there already: one occurrence of a schedule has one run of a kind. */
export async function insertRuns(
  tx: TeamTransaction,
  { team_id, id: schedule_id }: Pick<ScheduleRow, 'team_id' | 'id'>,
  runs: readonly NewRun[],
  { now, by }: { readonly now: Date; readonly by: string },
): Promise<NewRun[]> {
  const at = now.toISOString()
  const inserted = new Set<string>()
  for (let from = 0; from < runs.length; from += rowsAtOnce) {
    const rows = runs.slice(from, from + rowsAtOnce).map(({ id, occurrence, kind, state, reason, lateSeconds }) => ({
      team_id,
      id,
      schedule_id,
      occurrence_at: occurrence.at,
      planned: occurrence.planned,
      timezone: occurrence.timezone,
      kind,
      state,
      reason,
      details: '{}',
      late_seconds: lateSeconds,
      attempt: 0,
      fence: 0,
      lease_until: null,
      cancel_requested: 0 as const,
      decided_by: by,
      decided_at: at,
      started_at: null,
      ended_at: state === 'skipped' ? at : null,
    }))
    const kept = await tx
      .insertInto('schedule_runs')
      .values(rows)
      .onConflict((on) => on.columns(['team_id', 'schedule_id', 'occurrence_at', 'kind']).doNothing())
      .returning('id')
      .execute()
    for (const { id } of kept) inserted.add(id)
  }
  return runs.filter(({ id }) => inserted.has(id))
}

/** Tells of them: what is skipped, and what waits while something else is under way. Of many, the newest one by one. */
export function noteRuns(
  note: TeamNote,
  schedule: Pick<ScheduleRow, 'id' | 'name'>,
  runs: readonly NewRun[],
  { busy }: { readonly busy: boolean },
): void {
  const told = runs.filter(({ state }) => state === 'skipped' || busy)
  const older = told.slice(0, Math.max(0, told.length - mostEvents))
  const [first, last] = [older[0], older.at(-1)]
  if (first && last) {
    const between = { from: first.occurrence.at, to: last.occurrence.at, count: older.length }
    note.event({
      type: 'run.skipped',
      subject: `schedule:${schedule.id}`,
      data: { schedule: schedule.id, name: schedule.name, reason: first.reason, ...between },
    })
  }
  for (const run of told.slice(older.length)) {
    note.event({
      type: run.state === 'skipped' ? 'run.skipped' : 'run.queued',
      subject: `run:${run.id}`,
      data: {
        schedule: schedule.id,
        name: schedule.name,
        kind: run.kind,
        occurrence: run.occurrence.at,
        planned: run.occurrence.planned,
        reason: run.reason,
      },
    })
  }
}
