import { setTimeout as pause } from 'node:timers/promises'
import { ApiError } from '../client/api-error.ts'
import type { Policies } from '../scheduler/policies.ts'
import type { Recurrence } from '../scheduler/recurrence.ts'
import type { Refresh } from '../services/refresh/refresh.ts'
import type { RefreshSeed } from '../services/refresh/remake-for.ts'
import type { Run } from '../services/schedules/run.ts'
import type { Schedule } from '../services/schedules/schedule.ts'
import { type RefreshHistory, refreshHistory } from './refresh-history.ts'
import type { SchedulerAccess } from './scheduler-access.ts'
import type { TeamAccess } from './team-access.ts'
import { type NotificationSettings, tellOfSchedule } from './tell-of-schedule.ts'

/** When the data of a team is made anew, by the clocks of a zone, and who is told. */
export interface RefreshSchedule extends Recurrence {
  readonly notificationSettings?: NotificationSettings | undefined
}

/** What else may be said of a schedule. */
export interface ScheduleOptions {
  /** Unique in the team: `refresh` where it is left out. */
  readonly name?: string | undefined
  /** By id or name; all of the team where they are left out. */
  readonly datasets?: readonly string[] | undefined
  readonly policies?: Partial<Policies> | undefined
  readonly seed?: RefreshSeed | undefined
  readonly together?: boolean | undefined
}

/** A schedule that is to be done now; or datasets, all of the team where none are named. */
export interface RefreshJob {
  readonly teamId: string
  readonly scheduleId?: string | undefined
  readonly datasets?: readonly string[] | undefined
  readonly seed?: RefreshSeed | undefined
  readonly together?: boolean | undefined
  /** Cancels it. */
  readonly signal?: AbortSignal | undefined
}

export interface RefreshOutcome {
  readonly status: 'published' | 'refused' | 'failed' | 'cancelled' | 'skipped'
  readonly refreshId: string | null
  readonly datasets: Refresh['datasets']
  readonly errorCode: string | null
  readonly reason: string | null
  readonly startTime: Date | null
  readonly endTime: Date | null
}

/** Refreshes of teams, by themselves and at once. Teams are named by short name or id. */
export interface SchedulerService {
  scheduleRefresh(teamId: string, schedule: RefreshSchedule, options?: ScheduleOptions): Promise<Schedule>
  /** When it has ended, however it did: what is not published stays hidden, with the reason. */
  executeRefresh(refreshJob: RefreshJob): Promise<RefreshOutcome>
  /** What was done and what was not, and why; the newest first. */
  getRefreshHistory(teamId: string, options?: { scheduleId?: string; limit?: number }): Promise<RefreshHistory[]>
  /** `scheduleId` may be left out where the team has one. */
  updateRefreshSchedule(
    teamId: string,
    newSchedule: RefreshSchedule,
    scheduleId?: string,
    options?: ScheduleOptions,
  ): Promise<Schedule>
}

/** Until there is news: soon for what is small, and seldom for what takes long. */
const waits = { firstMs: 25, mostMs: 1000 }

export function createSchedulerService(access: TeamAccess): SchedulerService {
  return {
    async scheduleRefresh(team, { notificationSettings, ...recurrence }, { name = 'refresh', ...options } = {}) {
      const made = await access.createSchedule({ team, name, recurrence, ...options })
      if (!notificationSettings) return made
      const place = { team, schedule: made.id }
      try {
        await tellOfSchedule(access, place, notificationSettings)
      } catch (thrown) {
        // All of it, or nothing.
        await access.removeSchedule(place)
        throw thrown
      }
      return made
    },
    async executeRefresh({ teamId: team, scheduleId: schedule, signal, ...asked }) {
      signal?.throwIfAborted()
      if (schedule !== undefined) return outcomeOfRun(access, { team, schedule }, signal)
      const { refresh, skipped } = await access.refresh({ team, ...asked })
      if (refresh !== null) return outcomeOf(await endedRefresh(access, { team, refresh }, signal))
      const [first] = skipped
      throw new ApiError(undefined, {
        errorCode: first?.errorCode ?? 'NOT_REFRESHABLE',
        message: first?.why ?? 'the team has no dataset',
        details: { skipped },
      })
    },
    getRefreshHistory: (team, options) => refreshHistory(access, team, options),
    async updateRefreshSchedule(team, { notificationSettings, ...recurrence }, scheduleId, options = {}) {
      const schedule = scheduleId ?? (await onlySchedule(access, team))
      const changed = await access.updateSchedule({ team, schedule }, { recurrence, ...options })
      if (notificationSettings) await tellOfSchedule(access, { team, schedule }, notificationSettings)
      return changed
    },
  }
}

async function onlySchedule(access: SchedulerAccess, team: string): Promise<string> {
  const [only, ...others] = await access.schedules({ team })
  if (only !== undefined && others.length === 0) return only.id
  throw new ApiError(undefined, {
    errorCode: only === undefined ? 'NOT_FOUND' : 'REQUEST_INVALID',
    message:
      only === undefined ? 'the team has no schedule' : 'this does not say which schedule of the team it is about',
    suggestedActions: only === undefined ? ['Make one with scheduleRefresh.'] : ['Name the schedule by its id.'],
  })
}

async function outcomeOfRun(
  access: SchedulerAccess,
  place: { readonly team: string; readonly schedule: string },
  signal: AbortSignal | undefined,
): Promise<RefreshOutcome> {
  const { id: scheduleRun } = await access.runSchedule(place)
  const isOver = ({ status }: Run) => status !== 'waiting' && status !== 'starting' && status !== 'running'
  const run = await untilOver(
    () => access.readRun({ ...place, scheduleRun }),
    isOver,
    signal,
    async (last) => {
      if (last?.refresh) await access.cancelRefresh({ team: place.team, refresh: last.refresh })
    },
  )
  if (run.refresh !== null && run.status !== 'skipped') {
    return outcomeOf(await access.readRefresh({ team: place.team, refresh: run.refresh }))
  }
  return {
    status: ended(run.status),
    refreshId: null,
    datasets: [],
    errorCode: run.errorCode,
    reason: run.why,
    startTime: run.startedAt === null ? null : new Date(run.startedAt),
    endTime: run.endedAt === null ? null : new Date(run.endedAt),
  }
}

function endedRefresh(
  access: SchedulerAccess,
  place: { readonly team: string; readonly refresh: string },
  signal: AbortSignal | undefined,
): Promise<Refresh> {
  const isOver = ({ state }: Refresh) => state !== 'running'
  return untilOver(
    () => access.readRefresh(place),
    isOver,
    signal,
    () => access.cancelRefresh(place),
  )
}

async function untilOver<Found>(
  look: () => Promise<Found>,
  isOver: (found: Found) => boolean,
  signal: AbortSignal | undefined,
  cancel: (last: Found | undefined) => Promise<void>,
): Promise<Found> {
  let found: Found | undefined
  for (let wait = waits.firstMs; ; wait = Math.min(wait * 1.5, waits.mostMs)) {
    if (signal?.aborted) {
      await cancel(found)
      throw signal.reason
    }
    found = await look()
    if (isOver(found)) return found
    await pause(wait, undefined, signal ? { signal } : {}).catch((thrown: unknown) => {
      if (!signal?.aborted) throw thrown
    })
  }
}

function outcomeOf({ id, state, datasets, errorCode, reason, startedAt, endedAt }: Refresh): RefreshOutcome {
  return {
    status: ended(state),
    refreshId: id,
    datasets,
    errorCode,
    reason,
    startTime: new Date(startedAt),
    endTime: endedAt === null ? null : new Date(endedAt),
  }
}

function ended(status: Run['status']): RefreshOutcome['status'] {
  if (status !== 'waiting' && status !== 'starting' && status !== 'running') return status
  throw new Error(`it was waited for, and is ${status}`)
}
