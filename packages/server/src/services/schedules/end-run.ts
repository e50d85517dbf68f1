import type { Reason } from '../../scheduler/reasons.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { cancelOthers } from './cancel-others.ts'
import type { RunRow } from './run.ts'
import { policiesOf } from './schedule.ts'

export interface RunEnd {
  readonly state: 'published' | 'refused' | 'failed' | 'cancelled' | 'skipped'
  readonly reason: Reason | null
  readonly details?: Readonly<Record<string, unknown>>
  readonly endedAt: string
}

/**
 * The one way in which a run ends that had its turn: what it came to, and what that means for its schedule, which is
 * paused where it has failed too often.
 */
export async function endRun(
  tx: TeamTransaction,
  note: TeamNote,
  run: Pick<RunRow, 'team_id' | 'id' | 'schedule_id' | 'kind' | 'occurrence_at' | 'planned'>,
  end: RunEnd,
): Promise<void> {
  const { team_id: team, id, schedule_id } = run
  await tx
    .updateTable('schedule_runs')
    .set({
      state: end.state,
      ...(end.reason === null ? {} : { reason: end.reason }),
      ...(end.details === undefined ? {} : { details: JSON.stringify(end.details) }),
      lease_until: null,
      ended_at: end.endedAt,
    })
    .where('team_id', '=', team)
    .where('id', '=', id)
    .execute()
  const schedule = await tx
    .selectFrom('schedules')
    .selectAll()
    .where('team_id', '=', team)
    .where('id', '=', schedule_id)
    .executeTakeFirstOrThrow()
  const about = {
    schedule: schedule_id,
    name: schedule.name,
    kind: run.kind,
    occurrence: run.occurrence_at,
    planned: run.planned,
  }
  const said = { ...about, reason: end.reason, ...end.details }
  note.event({ type: `run.${end.state}`, subject: `run:${id}`, data: said })
  note.audit({ action: `run.${end.state}`, subject: `run:${id}`, details: said })
  if (schedule.removed_at !== null) return
  // What people or the next run have cancelled, and what was not done at all, says nothing of whether it can be done.
  if (end.state === 'cancelled' || end.state === 'skipped') return
  const failures = end.state === 'published' ? 0 : Number(schedule.failures) + 1
  const { pauseAfterFailures } = policiesOf(schedule)
  const pauses = pauseAfterFailures !== null && failures >= pauseAfterFailures && schedule.status === 'active'
  await tx
    .updateTable('schedules')
    .set({
      failures,
      ...(pauses
        ? {
            status: 'paused' as const,
            paused_reason: 'failures' as const,
            paused_at: end.endedAt,
            paused_by: 'system',
          }
        : {}),
    })
    .where('team_id', '=', team)
    .where('id', '=', schedule_id)
    .execute()
  if (!pauses) return
  const told = { schedule: schedule_id, name: schedule.name, failures, reason: 'failures' }
  note.event({ type: 'schedule.paused', subject: `schedule:${schedule_id}`, data: told })
  note.audit({ action: 'schedule.pause', subject: `schedule:${schedule_id}`, details: told })
  await cancelOthers(tx, note, schedule, { now: new Date(end.endedAt), reason: 'paused', withRunning: false })
}
