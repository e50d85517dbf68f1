import { type Bucket, leftIn, type Rate, refuseEmpty } from './bucket.ts'

/** How many callers are remembered. One who is forgotten has a full bucket: those who used theirs least go first. */
const most = 20_000

/** Token buckets of this process, one for each name. */
export class TokenBuckets {
  readonly #rate: Rate
  readonly #now: () => number
  readonly #buckets = new Map<string, Bucket>()

  /** `now` in milliseconds. */
  constructor(rate: Rate, now: () => number) {
    this.#rate = rate
    this.#now = now
  }

  /** Takes one. Throws RATE_LIMITED where there is none, and says when there will be. */
  take(name: string): void {
    const at = this.#now()
    const known = this.#buckets.get(name)
    if (known === undefined && this.#buckets.size >= most) this.#makeRoom(at)
    const left = known === undefined ? this.#rate.burst : leftIn(known, this.#rate, at)
    this.#buckets.set(name, { left: left < 1 ? left : left - 1, at })
    refuseEmpty(left, this.#rate)
  }

  /** First all that are full again; and where that is too few, those with the most left. */
  #makeRoom(at: number): void {
    const left = (bucket: Bucket) => leftIn(bucket, this.#rate, at)
    const byLeft = [...this.#buckets].sort(([, a], [, b]) => left(b) - left(a))
    byLeft.forEach(([name, bucket], i) => {
      if (i < most / 10 || left(bucket) >= this.#rate.burst) this.#buckets.delete(name)
    })
  }
}
