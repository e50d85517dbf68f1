import { afterAll } from 'vitest'
import { createApp } from '../src/app.ts'
import type { Action } from '../src/auth/permissions.ts'
import { Closing } from '../src/closing.ts'
import { type ConfigInput, parseConfig } from '../src/config.ts'
import { createUsageMeter } from '../src/jobs/usage-meter.ts'
import { createLog, type Log } from '../src/observe/log.ts'
import { createMetrics } from '../src/observe/metrics.ts'
import { createReadiness } from '../src/observe/readiness.ts'
import { openServerServices, openServices } from '../src/open-services.ts'
import { startWorkers } from '../src/services/jobs/start-workers.ts'
import { insertKey } from '../src/services/keys/create-key.ts'
import type { Store } from '../src/store/store.ts'
import { asker } from './ask.ts'
import { testPace } from './jobs.ts'
import { personsOf } from './persons.ts'
import { passwordCost, TestClock } from './services.ts'
import { testKey, testStoreConfig } from './store.ts'

const unlimited = { burst: 1e12, perSecond: 1 }

/** Goes on as time does, and further where a test says so. */
class GoingClock extends TestClock {
  readonly #began = Date.now()
  override readonly now = (): Date => new Date(this.ms + Date.now() - this.#began)
}

/**
 * The server without a socket: wired as it is when it runs, over a real store. In an async `describe` or at the top of a
 * file, and closed after it. Nothing goes on by itself until `work` is called.
 */
export async function testServer(engine: Store['engine'], { name = 'server', config: given = {} }: TestServer = {}) {
  const place = await testStoreConfig(engine, name)
  const clock = new GoingClock()
  const faults: unknown[] = []
  const lines: string[] = []
  const log = faultsSeen(
    createLog((line) => lines.push(line), clock.now),
    faults,
  )
  const config = parseConfig({
    ...(place.engine === 'sqlite' ? { data: place.folder } : { databaseUrl: place.url }),
    key: testKey,
    proxies: ['127.0.0.1'],
    publicUrl: 'http://localhost:4600',
    rates: { caller: unlimited, network: unlimited },
    // Nothing is sent there: mail goes by itself in a server alone.
    smtp: { host: 'localhost', port: 9, security: 'none', from: 'understudy@example.org' },
    ...given,
  })

  /** All that one process has. The second one over the same store is another process to it. */
  async function instance(role = config.role) {
    const closing = new Closing()
    afterAll(() => closing.close())
    const publicUrl = () => config.publicUrl ?? ''
    const around = { now: clock.now, clock: async () => clock.now(), publicUrl, passwordCost }
    const opened = await openServices(config, around, closing)
    const services = await openServerServices({ ...config, role }, opened, log, closing)
    const metrics = createMetrics()
    const checks = { store: () => services.store.places() }
    const readiness = createReadiness({ checks, reportFailure: (_check, thrown) => void faults.push(thrown) })
    const app = createApp({ config, services, observe: { log, metrics, readiness } })
    closing.add(() => services.hub.close())
    return {
      app,
      services,
      readiness,
      ask: asker(app),
      /** Jobs are done from now on. */
      async work(): Promise<void> {
        const reportFailure = (_task: string, thrown: unknown) => void faults.push(thrown)
        const worker = { ...services, meter: createUsageMeter(), reportFailure, ...testPace }
        const workers = await startWorkers(worker, { concurrency: 2, ...testPace })
        closing.add(() => workers.close(AbortSignal.abort()))
      },
    }
  }

  const first = await instance()
  const { services } = first
  return {
    ...first,
    config,
    place,
    clock,
    /** What failed inside: most tests end by expecting none. */
    faults,
    /** The log. */
    lines,
    ...personsOf(services),
    /** A key of a team, with these scopes: its text. */
    key: async (team: string, scopes: readonly Action[]): Promise<string> => {
      const input = { name: 'test', scopes, days: 9, team, createdBy: 'system' }
      return (await services.store.system((tx) => insertKey(services, tx, input))).text
    },
    /** A second server over the same store. */
    instance: () => instance('worker'),
  }
}

export interface TestServer {
  readonly name?: string
  readonly config?: ConfigInput
}

function faultsSeen(log: Log, faults: unknown[]): Log {
  return {
    ...log,
    failure(event, thrown, fields) {
      faults.push(thrown)
      log.failure(event, thrown, fields)
    },
  }
}
