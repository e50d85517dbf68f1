import { nextOccurrence } from '../../scheduler/occurrences.ts'
import { type Recurrence, refuseNever } from '../../scheduler/recurrence.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Services } from '../call.ts'
import type { TeamNote } from '../change.ts'
import { decideDue } from './decide-due.ts'
import { recurrenceOf, type ScheduleRow } from './schedule.ts'

/**
 * A schedule as it is by another recurrence; whoever calls writes it. What is due at this moment by the old one is not
 * done, and that is recorded.
 */
export async function moveSchedule(
  services: Pick<Services, 'newId'>,
  tx: TeamTransaction,
  note: TeamNote,
  current: ScheduleRow,
  { recurrence, now }: { readonly recurrence: Recurrence; readonly now: Date },
): Promise<ScheduleRow> {
  // Both are spelled out in the same order.
  if (JSON.stringify(recurrence) === JSON.stringify(recurrenceOf(current))) return current
  const { schedule } = await decideDue(services, tx, note, current, { now, stopped: 'changed', decidedBy: 'system' })
  // Never back: what was decided by the old one is not decided again by the new one.
  const from = new Date(Math.max(now.getTime(), Date.parse(schedule.decided_at)))
  const next = nextOccurrence(recurrence, { at: from })
  refuseNever(next)
  return {
    ...schedule,
    recurrence: JSON.stringify(recurrence),
    next_at: next?.at ?? null,
    next_planned: next?.planned ?? null,
    decided_at: from.toISOString(),
    decided_planned: null,
  }
}
