import type { Reason } from '../../scheduler/reasons.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import type { ScheduleRow } from './schedule.ts'

interface Cancelling {
  readonly now: Date
  readonly reason: Extract<Reason, 'cancelled-for-next' | 'paused' | 'removed'>
  /** What is under way is asked to end, too. */
  readonly withRunning: boolean
}

/** What waits for its turn is cancelled. */
export async function cancelOthers(
  tx: TeamTransaction,
  note: TeamNote,
  { team_id, id: schedule, name }: Pick<ScheduleRow, 'team_id' | 'id' | 'name'>,
  { now, reason, withRunning }: Cancelling,
): Promise<void> {
  const ofSchedule = () =>
    tx.updateTable('schedule_runs').where('team_id', '=', team_id).where('schedule_id', '=', schedule)
  const cancelled = await ofSchedule()
    .where('state', '=', 'waiting')
    .set({ state: 'cancelled', reason, ended_at: now.toISOString(), lease_until: null })
    .returning(['id', 'kind', 'occurrence_at', 'planned'])
    .execute()
  for (const run of cancelled) {
    note.event({
      type: 'run.cancelled',
      subject: `run:${run.id}`,
      data: { schedule, name, kind: run.kind, occurrence: run.occurrence_at, planned: run.planned, reason },
    })
  }
  if (withRunning)
    await ofSchedule().where('state', 'in', ['starting', 'running']).set({ cancel_requested: 1 }).execute()
}
