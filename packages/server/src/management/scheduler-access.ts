import type { Notice, Tells } from '../services/notifications/notice.ts'
import type { Refresh } from '../services/refresh/refresh.ts'
import type { RunPage, RunQuery } from '../services/schedules/list-runs.ts'
import type { Run } from '../services/schedules/run.ts'
import type { Schedule } from '../services/schedules/schedule.ts'
import type { ScheduleInput } from '../services/schedules/schedule-input.ts'
import type { ScheduleChange } from '../services/schedules/update-schedule.ts'

interface SchedulePlace {
  readonly team: string
  readonly schedule: string
}

/** What the schedules of teams are managed by. */
export interface SchedulerAccess {
  schedules(input: { team: string }): Promise<readonly Schedule[]>
  createSchedule(input: ScheduleInput & { readonly team: string }): Promise<Schedule>
  updateSchedule(place: SchedulePlace, changes: ScheduleChange): Promise<Schedule>
  removeSchedule(place: SchedulePlace): Promise<void>
  runSchedule(place: SchedulePlace): Promise<Run>
  readRun(input: SchedulePlace & { readonly scheduleRun: string }): Promise<Run>
  runs(input: RunQuery): Promise<RunPage>
  readRefresh(input: { team: string; refresh: string }): Promise<Refresh>
  cancelRefresh(input: { team: string; refresh: string }): Promise<void>
  refreshes(input: { team: string; limit: number }): Promise<readonly Refresh[]>
  notices(input: { team: string }): Promise<readonly Notice[]>
  createNotice(input: { team: string; address: string; tells: Tells }): Promise<void>
  updateNotice(input: { team: string; notification: string; tells: Tells }): Promise<void>
  removeNotice(input: { team: string; notification: string }): Promise<void>
}
