import type { DataNeed, DataTarget } from '../../context/data-need.ts'
import type { EmitEvent } from '../../context/event-emitter.ts'
import type { ParsedTestConfig } from '../../context/parse-test-config.ts'
import { RunLedgers } from '../../context/run-ledgers.ts'
import { sweepOnce } from '../../context/sweep-once.ts'
import type { RequestOptions } from '../production-options.ts'
import { removeProductionData } from '../remove-production-data.ts'
import { Budget } from './budget.ts'
import { type Endpoint, endpointOf } from './endpoint.ts'
import { freshKeys, repeatableKeys } from './idempotency.ts'
import { ProductionData } from './production-data.ts'
import type { Fetch, Line } from './send.ts'

/** What the contexts of one manager have in common: its budget, its ledger, and the data that its run shares. */
export class SharedByContexts {
  readonly #budgets = new Map<string, Budget>()
  readonly #ledgers = new RunLedgers()
  readonly #sweeps: (() => Promise<void>)[] = []
  /** What ends with the manager: each is taken out when it is done. */
  readonly ends: (() => Promise<void>)[] = []
  /** By run, need and seed. */
  readonly #loaded = new Map<string, Map<DataNeed, Promise<unknown>>>()

  /** Data of one test id that nothing is asked for yet. */
  data(
    {
      production,
      scope,
      maxAgeMinutes,
      ledger,
    }: Pick<ParsedTestConfig, 'production' | 'scope' | 'maxAgeMinutes' | 'ledger'>,
    { timeout, retries, fetch, buildId }: RequestOptions,
    { testId, inherited = false }: { readonly testId: string; readonly inherited?: boolean },
    emit: EmitEvent,
  ): ProductionData {
    const { secret, shadow, budget } = production
    const endpoint = endpointOf(production.baseUrl, production.basePath)
    const onRequest: Line['onRequest'] = (request) => emit({ type: 'request', ...request })
    return new ProductionData({
      line: { endpoint, secret, budget: this.#budget(endpoint, budget), timeout, retries, fetch, onRequest },
      testId,
      scope,
      maxAgeMinutes,
      buildId,
      shadow,
      inherited,
      // What a build prepares, it prepares once, however often it is told to.
      keys: buildId === undefined ? freshKeys : repeatableKeys(testId),
      // The data of a build outlives the process that prepares it; its test id is known from the build.
      intend:
        buildId === undefined
          ? () => this.#ledgers.of(ledger).intend({ kind: 'production', ...endpoint, testId }, { testId })
          : undefined,
    })
  }

  /** Loads a need once for a whole run; whoever asks again gets the same. A failure is not kept. */
  once(run: string, need: DataNeed, target: DataTarget): Promise<unknown> {
    const key = JSON.stringify([run, target.seed])
    const ofRun = this.#loaded.get(key) ?? new Map<DataNeed, Promise<unknown>>()
    this.#loaded.set(key, ofRun)
    const loading = ofRun.get(need) ?? need.load(target)
    ofRun.set(need, loading)
    return loading.catch((thrown) => {
      ofRun.delete(need)
      throw thrown
    })
  }

  /** Begins, once in a process, to remove what dead runs left in the ledger. */
  sweep(
    { production, ledger }: Pick<ParsedTestConfig, 'production' | 'ledger'>,
    fetch: Fetch | undefined,
    emit: EmitEvent,
  ): void {
    const { baseUrl } = endpointOf(production.baseUrl, production.basePath)
    const stop = sweepOnce({
      folder: ledger.folder,
      emit,
      // This secret is for this API alone; of another one, the environment has to know.
      production: (resource, { signal }) =>
        removeProductionData(resource, {
          signal,
          ...(resource.baseUrl === baseUrl && { secret: production.secret, fetch }),
        }),
    })
    if (stop) this.#sweeps.push(stop)
  }

  async close(): Promise<void> {
    this.#loaded.clear()
    await Promise.all(this.#sweeps.splice(0).map((stop) => stop()))
    await this.#ledgers.close()
  }

  #budget(endpoint: Endpoint, limits: { readonly requests: number; readonly concurrency: number }): Budget {
    const key = JSON.stringify([endpoint, limits])
    const budget = this.#budgets.get(key) ?? new Budget(limits)
    this.#budgets.set(key, budget)
    return budget
  }
}
