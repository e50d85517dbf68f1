import type { Kysely, Selectable } from 'kysely'
import { z } from 'zod'
import { RequestError } from '../../errors/request-error.ts'
import { instantIn, type Occurrence, plannedIn } from '../../scheduler/occurrence.ts'
import { isReason, reasons } from '../../scheduler/reasons.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export type RunRow = Selectable<TeamTables['schedule_runs']>
type RefreshRow = Pick<Selectable<TeamTables['refreshes']>, 'state' | 'error_code' | 'reason' | 'ended_at'>

export const runKinds = ['scheduled', 'catchup', 'manual', 'backfill'] as const
export const runStatuses = [
  'waiting',
  'starting',
  'running',
  'published',
  'refused',
  'failed',
  'cancelled',
  'skipped',
] as const
export type RunStatus = (typeof runStatuses)[number]

/** What became of one occurrence, or of what somebody asked for beside. */
export interface Run {
  readonly id: string
  readonly schedule: string
  readonly name: string
  readonly kind: (typeof runKinds)[number]
  readonly status: RunStatus
  /** A code: why it was decided so. */
  readonly reason: string | null
  /** The same in a sentence. */
  readonly why: string | null
  readonly occurrence: Occurrence
  /** Between the occurrence and the decision. */
  readonly lateSeconds: number
  /** What makes the data anew: it has the id of the run. */
  readonly refresh: string | null
  readonly errorCode: string | null
  readonly attempt: number
  readonly decidedBy: string
  readonly decidedAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
}

const detailsShape = z.looseObject({
  errorCode: z.string().optional(),
  refresh: z.string().optional(),
  why: z.string().optional(),
})

/** Runs with the names of their schedules and what their refreshes have come to. */
export function runsOf(db: Kysely<TeamTables>, team: string) {
  return db
    .selectFrom('schedule_runs as r')
    .innerJoin('schedules as s', (on) => on.onRef('s.team_id', '=', 'r.team_id').onRef('s.id', '=', 'r.schedule_id'))
    .leftJoin('refreshes as f', (on) => on.onRef('f.team_id', '=', 'r.team_id').onRef('f.id', '=', 'r.id'))
    .where('r.team_id', '=', team)
    .selectAll('r')
    .select([
      's.name',
      'f.state as refresh_state',
      'f.error_code',
      'f.reason as refresh_reason',
      'f.ended_at as refresh_ended_at',
    ])
}
export type JoinedRun = Awaited<ReturnType<ReturnType<typeof runsOf>['execute']>>[number]

export function runOf(row: JoinedRun): Run {
  const refresh: RefreshRow | undefined =
    row.refresh_state === null
      ? undefined
      : {
          state: row.refresh_state,
          error_code: row.error_code,
          reason: row.refresh_reason,
          ended_at: row.refresh_ended_at,
        }
  const details = detailsShape.parse(JSON.parse(row.details))
  const { reason } = row
  return {
    id: row.id,
    schedule: row.schedule_id,
    name: row.name,
    kind: row.kind,
    // Its refresh has ended, and nobody has looked yet.
    status: row.state === 'running' && refresh ? refresh.state : row.state,
    reason,
    why: (reason !== null && isReason(reason) ? reasons[reason] : null) ?? refresh?.reason ?? details.why ?? null,
    occurrence: occurrenceOf(row),
    lateSeconds: Number(row.late_seconds),
    refresh: refresh ? row.id : (details.refresh ?? null),
    errorCode: details.errorCode ?? refresh?.error_code ?? null,
    attempt: Number(row.attempt),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    startedAt: row.started_at,
    endedAt: row.ended_at ?? (row.state === 'running' ? (refresh?.ended_at ?? null) : null),
  }
}

function occurrenceOf({ kind, occurrence_at: at, planned, timezone }: RunRow): Occurrence {
  if (kind !== 'manual') {
    const found = plannedIn(planned, timezone)
    if (found.at === at) return found
  }
  // By what was known of the zone then.
  return { ...instantIn(new Date(at), timezone), planned }
}

export function noSuchRun(): RequestError {
  return new RequestError('NOT_FOUND', { message: 'there is no such run of the schedule' })
}
