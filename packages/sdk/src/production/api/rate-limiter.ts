/** So many that one server forgets who has not asked lately. */
const remembered = 10_000

interface Bucket {
  tokens: number
  at: number
}

/** So many a minute for each name, at most a minute's worth at once. */
export class RateLimiter {
  readonly #perMinute: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  /** Seconds to wait, or 0 where there was room and it is taken. */
  take(name: string, now: number): number {
    const bucket = this.#filled(name, now)
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 60) / this.#perMinute)
    bucket.tokens -= 1
    return 0
  }

  #filled(name: string, now: number): Bucket {
    const known = this.#buckets.get(name)
    if (known) {
      const earned = (Math.max(0, now - known.at) / 60_000) * this.#perMinute
      known.tokens = Math.min(this.#perMinute, known.tokens + earned)
      known.at = now
      return known
    }
    if (this.#buckets.size >= remembered) this.#forget(now)
    const bucket = { tokens: this.#perMinute, at: now }
    this.#buckets.set(name, bucket)
    return bucket
  }

  /** A bucket that is full again by now is as good as none. */
  #forget(now: number): void {
    for (const [name, { at }] of this.#buckets) if (now - at >= 60_000) this.#buckets.delete(name)
  }
}
