import type { RunLedger } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import type { ParsedTestConfig } from './parse-test-config.ts'

/** The ledgers of one manager: one for each folder. */
export class RunLedgers {
  readonly #open = new Map<string, RunLedger>()

  of({ folder, lease }: ParsedTestConfig['ledger']): RunLedger {
    const key = JSON.stringify([folder, lease])
    const ledger = this.#open.get(key) ?? openLedger({ folder, lease })
    this.#open.set(key, ledger)
    return ledger
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()]
    this.#open.clear()
    await Promise.all(all.map((ledger) => ledger.close()))
  }
}
