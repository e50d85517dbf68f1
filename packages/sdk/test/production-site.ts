import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContextEvent } from '../src/context/context-event.ts'
import type { DataNeed } from '../src/context/data-need.ts'
import type { ProductionOptions } from '../src/production/production-options.ts'
import { ProductionTestDataManager } from '../src/production/production-test-data-manager.ts'
import { faultyProxy, serveHandler } from './served-handler.ts'
import { type entitiesOf, key, openTestDataApp, type scenariosOf } from './test-data-app.ts'

export const secret = { id: 'ci', key }

type Entities = ReturnType<typeof entitiesOf>
type Scenarios = ReturnType<typeof scenariosOf>

/** An application with its test data API on a port, a proxy that breaks what it is told to, and managers that ask it. */
export async function openProductionSite(url?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-production-'))
  const app = await openTestDataApp(url ?? `sqlite:${join(folder, 'app.db')}`)
  const server = await serveHandler((request) => app.api(request))
  const proxy = await faultyProxy(server.url)
  const ledger = join(folder, 'ledger')
  const events: ContextEvent[] = []
  const managers: ProductionTestDataManager<Entities, Scenarios>[] = []
  return {
    app,
    server,
    proxy,
    events,
    ledger,
    /** Of every row of the application as it was at the beginning. */
    before: await app.checksum(),
    managerWith(options: ProductionOptions = {}): ProductionTestDataManager<Entities, Scenarios> {
      const manager = new ProductionTestDataManager<Entities, Scenarios>({
        baseUrl: proxy.url,
        secret,
        ledger: { folder: ledger },
        onEvent: (event) => events.push(event),
        ...options,
      })
      managers.push(manager)
      return manager
    },
    /** Files of runs that are not over, or left something. */
    async openEntries(): Promise<string[]> {
      return (await readdir(ledger).catch(() => [])).filter((name) => name.endsWith('.ndjson'))
    },
    async close(): Promise<void> {
      await Promise.allSettled(managers.map((manager) => manager.close()))
      await proxy.close()
      await server.close()
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type ProductionSite = Awaited<ReturnType<typeof openProductionSite>>

/** Builders of these names; loaded are the names that they have in production. */
export function buildersNeed(names: readonly string[]): DataNeed<string[]> {
  return {
    kind: 'created',
    recipe: undefined,
    async load(target) {
      if (target.mode !== 'production') throw new Error('this need is for production')
      const inputs = names.map((name) => ({ name }))
      return (await target.production.createMany('builders', inputs)).map((one) => String(Object(one).name))
    },
  }
}

/** For what the types refuse and somebody passes all the same. */
export function unchecked<T>(value: unknown): T {
  return value as T
}
