import type { JobServices } from '../../jobs/job-services.ts'
import { cancelRefresh } from '../../refresh/cancel-refresh.ts'
import { startRefresh } from '../../refresh/start-refresh.ts'
import type { Refreshing } from './tick-services.ts'

/** The refreshes of this server. */
export function refreshingBy(services: JobServices): Refreshing {
  return {
    async start(call, wanted) {
      const { refresh, skipped } = await startRefresh(services, call, wanted)
      return { refresh, codes: skipped.map(({ errorCode }) => errorCode) }
    },
    async cancel(call, asked) {
      await cancelRefresh(services, call, asked)
    },
  }
}
