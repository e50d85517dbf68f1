import { createBell } from '../../packages/server/src/events/bell.ts'
import { createUsageMeter } from '../../packages/server/src/jobs/usage-meter.ts'
import { startWorkers } from '../../packages/server/src/services/jobs/start-workers.ts'
import { startQualityWatch } from '../../packages/server/src/services/quality/quality-watch.ts'
import { tendRefreshes } from '../../packages/server/src/services/refresh/tend-refreshes.ts'
import { refreshingBy } from '../../packages/server/src/services/schedules/tick/refreshing-by.ts'
import { tickTeam } from '../../packages/server/src/services/schedules/tick/tick-team.ts'
import { openAt } from './store.ts'

/**
 * One of the instances: what a server does by itself, over the store of its argument, until it is killed. It looks more
 * often than a server would, for an hour goes by in a moment here.
 */
const { services } = await openAt(process.argv[2] ?? '')
const reportFailure = (name: string | undefined, thrown: unknown) => console.error(name, thrown)
const signal = new AbortController().signal
await startWorkers(
  { ...services, meter: createUsageMeter(), reportFailure, beatMs: 200 },
  { concurrency: 1, pollMs: 50 },
)
startQualityWatch({ services, bell: createBell(), everyMs: 200, reportFailure })
const ticking = { ...services, refreshing: refreshingBy(services), reportFailure, random: Math.random }
console.log('at work')
for (;;) {
  for (const team of await services.store.places()) await tickTeam(ticking, team, signal)
  await tendRefreshes(services, signal)
  await new Promise((resolve) => setTimeout(resolve, 100))
}
