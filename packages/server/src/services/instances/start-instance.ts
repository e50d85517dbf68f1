import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Log } from '../../observe/log.ts'
import type { Metrics } from '../../observe/metrics.ts'
import type { Store } from '../../store/store.ts'
import { type Instance, livingInstances } from './instances.ts'

interface InstanceOptions {
  readonly store: Pick<Store, 'system' | 'readSystem'>
  /** The store's, which is the same for all. */
  readonly clock: () => Promise<Date>
  readonly log: Log
  readonly metrics: Metrics
  readonly self: Pick<Instance, 'version' | 'schema' | 'role'>
  /** Called once, when a newer program has brought the schema forward: this one knows it no more, and ends its work. */
  readonly onOutdated: () => void
  readonly everyMs?: number
}

export interface RunningInstance {
  /** From then on it is not there for the others. Safe to call twice. */
  close(): Promise<void>
}

/** Rows of those that are gone are kept for so long, for whoever looks into what happened. */
const keptMs = 24 * 3_600_000

/**
 * Says in the store that this process is at work on it, again and again, and looks who else is. Of several versions it
 * warns, for they run side by side during an update alone; of a newer schema it is told by `onOutdated`.
 */
export async function startInstance(options: InstanceOptions): Promise<RunningInstance> {
  const { store, clock, log, metrics, self, onOutdated, everyMs = 10_000 } = options
  const id = randomUUID()
  const living = metrics.gauge('understudy_instances', 'Processes that are at work on the store.')
  const others = metrics.gauge(
    'understudy_instances_of_other_versions',
    'Those of them with another version than this.',
  )
  let warned = ''
  let outdated = false

  async function beat(): Promise<void> {
    const at = await clock()
    const time = at.toISOString()
    await store.system(async (tx) => {
      const row = { ...self, host: hostname(), process: process.pid, seen_at: time, ended_at: null }
      await tx
        .insertInto('instances')
        .values({ ...row, id, started_at: time })
        .onConflict((is) => is.column('id').doUpdateSet({ seen_at: time }))
        .execute()
      await tx
        .deleteFrom('instances')
        .where('seen_at', '<', new Date(at.getTime() - keptMs).toISOString())
        .execute()
    })
    const all = await livingInstances(store, at)
    living.set(all.length)
    warnOf(all.filter(({ version }) => version !== self.version))
    // Also one that is gone: what it did to the schema stays.
    const { newest } = await store.readSystem((db) =>
      db
        .selectFrom('instances')
        .select((of) => of.fn.max('schema').as('newest'))
        .executeTakeFirstOrThrow(),
    )
    if (outdated || Number(newest) <= self.schema) return
    outdated = true
    log.write('error', 'instance.outdated', { version: self.version, schema: self.schema, newest: Number(newest) })
    onOutdated()
  }

  function warnOf(strangers: readonly Instance[]): void {
    others.set(strangers.length)
    const versions = [...new Set(strangers.map(({ version }) => version))].sort().join(', ')
    if (versions !== warned && versions !== '') {
      log.write('warning', 'instance.mixed', { version: self.version, others: versions, count: strangers.length })
    }
    warned = versions
  }

  await beat()
  let beating: Promise<void> | undefined
  const timer = setInterval(() => {
    beating ??= beat()
      .catch((thrown: unknown) => log.failure('instance.failed', thrown))
      .finally(() => {
        beating = undefined
      })
  }, everyMs)
  timer.unref()
  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    clearInterval(timer)
    await beating
    try {
      const time = (await clock()).toISOString()
      await store.system((tx) => tx.updateTable('instances').set({ ended_at: time }).where('id', '=', id).execute())
    } catch (thrown) {
      // The store cannot be reached: the others find out by its silence.
      log.failure('instance.failed', thrown)
    }
  }
  return {
    close() {
      closing ??= end()
      return closing
    },
  }
}
