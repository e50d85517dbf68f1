import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import { type Hash, hashKey } from './byte-hash.ts'
import type { Grade } from './known-originals.ts'
import type { PairHit, ToldHit } from './leak-checks.ts'
import { Remembered } from './remembered.ts'

/** With so many there is hardly a doubt; where there is one, the search has failed. */
const mostHits = 500_000

/** What in the target looks like an original; the source then says of each whether it is one. */
export class Suspects {
  readonly #pairs = new Map<string, PairHit>()
  readonly #runs = new Map<string, ToldHit>()
  /** What there was no room for. */
  readonly unheld = { pairs: 0, told: 0 }

  get pairs(): Iterable<PairHit> {
    return this.#pairs.values()
  }

  get runs(): Iterable<ToldHit> {
    return this.#runs.values()
  }

  get size(): number {
    return this.#pairs.size + this.#runs.size
  }

  get hasRuns(): boolean {
    return this.#runs.size > 0
  }

  get tablesOfPairs(): ReadonlySet<string> {
    return new Set([...this.#pairs.values()].map(({ table }) => table))
  }

  notePair(pair: Hash, table: string, column: string, value: number): void {
    const key = hashKey(pair)
    const before = this.#pairs.get(key)
    if (before) before.count++
    else if (this.#pairs.size < mostHits)
      this.#pairs.set(key, { pair: { ...pair }, table, column, value, count: 1, seen: 0 })
    else this.unheld.pairs++
  }

  noteRun(run: Hash, table: string, column: string, kept: boolean): void {
    const key = hashKey(run)
    let hit = this.#runs.get(key)
    if (!hit) {
      if (this.#runs.size >= mostHits) {
        this.unheld.told++
        return
      }
      hit = { run: { ...run }, places: new Map(), seen: { strong: 0, weak: 0 }, isNumber: false, of: new Set() }
      this.#runs.set(key, hit)
    }
    const where = columnIdentity(table, column)
    const place = hit.places.get(where)
    if (place) place.count++
    else hit.places.set(where, { table, column, kept, count: 1 })
  }

  /** Where runs stand that may be originals, of tables. */
  get places(): ReadonlyMap<string, { readonly table: string; readonly column: string }> {
    return new Map(
      [...this.#runs.values()].flatMap(({ places }) => [...places]).filter(([, { column }]) => column !== ''),
    )
  }

  /** For values of the source: counts those that are suspected. */
  witness(): {
    readonly pair: (pair: Hash) => void
    readonly run: (run: Hash, grade: Grade, column: string, isNumber: boolean) => void
  } {
    const pairs = new Remembered(this.#pairs.size)
    for (const { pair } of this.#pairs.values()) pairs.add(pair)
    const runs = new Remembered(this.#runs.size)
    for (const { run } of this.#runs.values()) runs.add(run)
    return {
      pair: (pair) => {
        const hit = pairs.has(pair) && this.#pairs.get(hashKey(pair))
        if (hit) hit.seen++
      },
      run: (run, grade, column, isNumber) => {
        const hit = runs.has(run) && this.#runs.get(hashKey(run))
        if (!hit) return
        hit.isNumber = isNumber
        hit.seen[grade]++
        hit.of.add(column)
      },
    }
  }
}
