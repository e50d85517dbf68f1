import { nextOccurrence } from '../../scheduler/occurrences.ts'
import { type Recurrence, refuseNever } from '../../scheduler/recurrence.ts'
import { zoneRules } from './decide-due.ts'
import type { ScheduleRow } from './schedule.ts'

/** From the next occurrence after now on; refused where there is none. */
export function newScheduleRow(
  its: Pick<
    ScheduleRow,
    'team_id' | 'id' | 'name' | 'datasets' | 'policies' | 'seed_sealed' | 'together' | 'configured' | 'created_by'
  >,
  recurrence: Recurrence,
  now: Date,
): ScheduleRow {
  const next = nextOccurrence(recurrence, { at: now })
  refuseNever(next)
  const at = now.toISOString()
  return {
    ...its,
    recurrence: JSON.stringify(recurrence),
    status: 'active',
    paused_reason: null,
    paused_at: null,
    paused_by: null,
    failures: 0,
    next_at: next?.at ?? null,
    next_planned: next?.planned ?? null,
    decided_at: at,
    decided_planned: null,
    zone_rules: zoneRules,
    created_at: at,
    updated_at: at,
    removed_at: null,
  }
}
