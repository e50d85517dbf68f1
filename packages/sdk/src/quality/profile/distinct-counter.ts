import type { DistinctCount } from './data-profile.ts'
import { HashSet } from './hash-set.ts'

export interface DistinctBounds {
  /** Different values that are counted exactly, where some stand there twice; beyond them it is an estimate. */
  readonly exact: number
  /** Values of a column without a duplicate so far that are remembered to know that it has none. */
  readonly unique: number
}

export const usualBounds: DistinctBounds = { exact: 65_536, unique: 1_048_576 }

/**
 * Counts different values by their hashes. Up to the bound it is exact. Beyond, only the smallest hashes are kept, and
 * the largest of those says how densely they lie: the estimate's relative standard error is 1 / √(kept − 2).
 */
export class DistinctCounter {
  private readonly bounds: DistinctBounds
  private seen = new HashSet()
  private duplicates = 0
  private exact = true
  /** Hashes from here on are not kept. */
  private limit = Number.POSITIVE_INFINITY
  private uniqueUnknown = false

  constructor(bounds: DistinctBounds = usualBounds) {
    this.bounds = bounds
  }

  add(hash: number): void {
    if (hash >= this.limit) return
    if (!this.seen.add(hash)) {
      this.duplicates++
      return
    }
    const { exact, unique } = this.bounds
    const bound = this.duplicates > 0 || this.uniqueUnknown ? exact : Math.max(unique, exact)
    if (this.seen.size > bound) {
      if (this.duplicates === 0) this.uniqueUnknown = true
      this.shrink()
    }
  }

  count(): DistinctCount {
    const unique = this.duplicates > 0 ? false : this.uniqueUnknown ? undefined : true
    if (this.exact) return { count: this.seen.size, exact: true, error: 0, unique }
    const count = Math.round((this.seen.size / this.limit) * 2 ** 53)
    return { count, exact: false, error: 1 / Math.sqrt(this.seen.size - 2), unique }
  }

  /** All different hashes, or a uniform sample of them. */
  hashes(): { readonly all: boolean; readonly set: HashSet } {
    return { all: this.exact, set: this.seen }
  }

  /** The smaller half of what is kept at most stays. */
  private shrink(): void {
    this.exact = false
    const kept = Float64Array.from(this.seen)
      .sort()
      .subarray(0, Math.max(16, this.bounds.exact >> 1))
    this.limit = kept.at(-1)! + 1
    this.seen = new HashSet(this.bounds.exact)
    for (const hash of kept) this.seen.add(hash)
  }
}
