import { createKeyRing } from '../src/crypto/key-ring.ts'
import { validateKind } from '../src/services/jobs/kinds/validate.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import { startPeriodic } from '../src/services/periodic.ts'
import { startQualityWatch } from '../src/services/quality/quality-watch.ts'
import { tendRefreshes } from '../src/services/refresh/tend-refreshes.ts'
import { openSealer } from '../src/store/data-keys/open-sealer.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { jobServices } from './jobs.ts'
import { started } from './started.ts'

/** Workers that make refreshes over the store of its argument, until it is killed, or kills itself where it is told to. */
const [given = '', key = '', dies = 'never'] = process.argv.slice(2)
const config = JSON.parse(given)
const ring = createKeyRing(key)
const opened = await openStore(config, ring)
const die = () => process.kill(process.pid, 'SIGKILL')

/** What a transaction has come to, as it would be seen after its commit. */
const seen = {
  /** The one that publishes. */
  flip: 'refreshes',
  /** One that has finished a part of a job, and not all of them. */
  part: 'job_partitions',
} as const
const states = { flip: 'published', part: 'completed' } as const
const [point, when] = dies.split(' ')

const store: Store = {
  ...opened,
  async team(team, work) {
    if (point !== 'flip' && point !== 'part') return opened.team(team, work)
    const count = async (db: Parameters<typeof work>[0]) =>
      Number(
        (
          await db
            .selectFrom(seen[point])
            .select((of) => of.fn.countAll<number | string | bigint>().as('count'))
            .where('team_id', '=', team)
            .where(point === 'flip' ? 'state' : 'status', '=', states[point])
            .executeTakeFirstOrThrow()
        ).count,
      )
    let happened = false
    const result = await opened.team(team, async (tx) => {
      const before = await count(tx)
      const done = await work(tx)
      happened = (await count(tx)) > before
      if (happened && when === 'before') {
        die()
        await new Promise(() => {})
      }
      return done
    })
    if (happened) {
      die()
      await new Promise(() => {})
    }
    return result
  },
}

const base = await jobServices({ store, sealer: await openSealer(store, ring), config, ring })
const services = { ...base, kinds: new Map([...base.kinds, ['validate', validateKind(base)]]) }
const reportFailure = (...failure: unknown[]) => console.error(...failure)
startQualityWatch({ services, bell: services.bell, everyMs: 200, reportFailure })
startPeriodic({
  store,
  name: 'refreshes',
  everyMs: 200,
  work: (signal) => tendRefreshes(services, signal),
  reportFailure,
})
await startWorkers(services, { concurrency: 2, pollMs: 50 })
started('working')
