import type { Refresh } from '../services/refresh/refresh.ts'
import type { Run } from '../services/schedules/run.ts'
import type { SchedulerAccess } from './scheduler-access.ts'

/** One refresh, or what would have been one. */
export interface RefreshHistory {
  readonly id: string
  /** Null: somebody has asked for it, and no schedule. */
  readonly scheduleId: string | null
  readonly scheduleName: string | null
  readonly kind: Run['kind'] | 'by-hand'
  readonly status: Run['status']
  /** A code: why it was decided so. */
  readonly reason: string | null
  readonly why: string | null
  readonly errorCode: string | null
  /** When it was due: null of what no schedule was due for. */
  readonly dueTime: Date | null
  /** The same by the clocks of the schedule's zone. */
  readonly localTime: string | null
  readonly timezone: string | null
  readonly lateSeconds: number
  readonly startTime: Date | null
  readonly endTime: Date | null
  readonly refreshId: string | null
}

const mostAtOnce = 200

/** Runs of schedules, and refreshes that no schedule asked for. */
export async function refreshHistory(
  access: Pick<SchedulerAccess, 'runs' | 'refreshes'>,
  team: string,
  { scheduleId, limit = 100 }: { readonly scheduleId?: string; readonly limit?: number } = {},
): Promise<RefreshHistory[]> {
  const runs: Run[] = []
  let cursor: string | undefined
  do {
    const wanted = Math.min(mostAtOnce, limit - runs.length)
    const page = await access.runs({ team, schedule: scheduleId, cursor, limit: wanted })
    runs.push(...page.runs)
    cursor = page.next ?? undefined
  } while (cursor !== undefined && runs.length < limit)
  const others = scheduleId === undefined ? await access.refreshes({ team, limit: Math.min(mostAtOnce, limit) }) : []
  const entries = [
    ...runs.map((run) => ({ at: run.decidedAt, entry: ofRun(run) })),
    ...others
      .filter(({ schedule }) => schedule === null)
      .map((refresh) => ({ at: refresh.startedAt, entry: ofRefresh(refresh) })),
  ]
  return entries
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, limit)
    .map(({ entry }) => entry)
}

function ofRun(run: Run): RefreshHistory {
  const { at, local, timezone } = run.occurrence
  return {
    id: run.id,
    scheduleId: run.schedule,
    scheduleName: run.name,
    kind: run.kind,
    status: run.status,
    reason: run.reason,
    why: run.why,
    errorCode: run.errorCode,
    dueTime: new Date(at),
    localTime: local,
    timezone,
    lateSeconds: run.lateSeconds,
    startTime: timeOf(run.startedAt),
    endTime: timeOf(run.endedAt),
    refreshId: run.refresh,
  }
}

function ofRefresh(refresh: Refresh): RefreshHistory {
  return {
    id: refresh.id,
    scheduleId: null,
    scheduleName: null,
    kind: 'by-hand',
    status: refresh.state,
    reason: null,
    why: refresh.reason,
    errorCode: refresh.errorCode,
    dueTime: null,
    localTime: null,
    timezone: null,
    lateSeconds: 0,
    startTime: new Date(refresh.startedAt),
    endTime: timeOf(refresh.endedAt),
    refreshId: refresh.id,
  }
}

function timeOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}
