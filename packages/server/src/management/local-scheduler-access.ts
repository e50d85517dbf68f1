import { z } from 'zod'
import type { MailRules } from '../events/mail/smtp-rules.ts'
import { parsed } from '../routes/contract.ts'
import { emailField } from '../routes/fields.ts'
import { scheduleBody } from '../routes/schedule-schemas.ts'
import type { Call } from '../services/call.ts'
import type { JobServices } from '../services/jobs/job-services.ts'
import { removeNotice, updateNotice } from '../services/notifications/change-notice.ts'
import { createNotice } from '../services/notifications/create-notice.ts'
import { listNotices } from '../services/notifications/list-notices.ts'
import { cancelRefresh } from '../services/refresh/cancel-refresh.ts'
import { listRefreshes, readRefresh } from '../services/refresh/list-refreshes.ts'
import { createSchedule } from '../services/schedules/create-schedule.ts'
import { listRuns, readRun } from '../services/schedules/list-runs.ts'
import { listSchedules } from '../services/schedules/list-schedules.ts'
import { removeSchedule } from '../services/schedules/remove-schedule.ts'
import { runNow } from '../services/schedules/run-now.ts'
import type { ScheduleServices } from '../services/schedules/schedule-services.ts'
import { updateSchedule } from '../services/schedules/update-schedule.ts'
import { scheduleWords } from './schedule-words.ts'
import type { SchedulerAccess } from './scheduler-access.ts'

export type SchedulerServices = ScheduleServices & JobServices & { readonly mail: MailRules | undefined }
type Asked = <Result>(work: (call: Call) => Promise<Result>) => Promise<Result>

const most = 200
const addressed = z.object({ address: emailField })

/** The services of this process, each asked as one request is. */
export function localSchedulerAccess(services: SchedulerServices, asked: Asked): SchedulerAccess {
  return {
    schedules: ({ team }) =>
      asked(async (call) => (await listSchedules(services, call, { team, limit: most })).schedules),
    createSchedule: ({ team, ...input }) =>
      asked((call) => createSchedule(services, call, { team, ...parsed(scheduleBody, scheduleWords(input)) })),
    updateSchedule: (place, changes) =>
      asked((call) => {
        const said = parsed(scheduleBody.partial(), scheduleWords(changes))
        return updateSchedule(services, call, place, said)
      }),
    removeSchedule: (place) => asked((call) => removeSchedule(services, call, place)),
    runSchedule: (place) => asked((call) => runNow(services, call, place)),
    readRun: (input) => asked((call) => readRun(services, call, input)),
    runs: (input) => asked((call) => listRuns(services, call, input)),
    readRefresh: (input) => asked((call) => readRefresh(services, call, input)),
    cancelRefresh: async (input) => void (await asked((call) => cancelRefresh(services, call, input))),
    refreshes: (input) => asked(async (call) => (await listRefreshes(services, call, input)).refreshes),
    notices: ({ team }) => asked(async (call) => (await listNotices(services, call, { team, limit: most })).notices),
    createNotice: async ({ address, ...input }) =>
      void (await asked((call) => createNotice(services, call, { ...input, ...parsed(addressed, { address }) }))),
    updateNotice: async ({ tells, ...place }) =>
      void (await asked((call) => updateNotice(services, call, place, { tells }))),
    removeNotice: (place) => asked((call) => removeNotice(services, call, place)),
  }
}
