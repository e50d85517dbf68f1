/** So many that one server forgets who has not asked lately. */
const remembered = 10_000
const minute = 60_000
/** Milliseconds that sums of fractions may be off by. */
const slack = 0.001

/** So many a minute for each name, at most a minute's worth at once. */
export class RateLimiter {
  /** What one request takes of its minute. */
  readonly #cost: number
  /** When each name has its whole minute again. */
  readonly #whole = new Map<string, number>()

  constructor(perMinute: number) {
    this.#cost = minute / perMinute
  }

  /** Seconds to wait, or 0 where there was room and it is taken. */
  take(name: string, now: number): number {
    const whole = Math.max(this.#whole.get(name) ?? 0, now) + this.#cost
    const wait = whole - now - minute
    if (wait > slack) return Math.ceil((wait - slack) / 1000)
    if (this.#whole.size >= remembered && !this.#whole.has(name)) this.#forget(now)
    this.#whole.set(name, whole)
    return 0
  }

  /** Who has the whole minute is as good as unknown. */
  #forget(now: number): void {
    for (const [name, whole] of this.#whole) if (whole <= now) this.#whole.delete(name)
  }
}
