import { RequestError } from '../errors/request-error.ts'

/** `burst` at once, and `perSecond` from then on. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

interface Bucket {
  left: number
  at: number
}

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
    const bucket = this.#bucketOf(name)
    if (bucket.left < 1) throw rateLimited((1 - bucket.left) / this.#rate.perSecond)
    bucket.left -= 1
  }

  /** Throws as `take` does, and takes none. */
  check(name: string): void {
    const { left } = this.#bucketOf(name)
    if (left < 1) throw rateLimited((1 - left) / this.#rate.perSecond)
  }

  /** As if it had never been used. */
  forget(name: string): void {
    this.#buckets.delete(name)
  }

  #bucketOf(name: string): Bucket {
    const at = this.#now()
    const { burst, perSecond } = this.#rate
    const known = this.#buckets.get(name)
    if (known) {
      known.left = Math.min(burst, known.left + (Math.max(0, at - known.at) / 1000) * perSecond)
      known.at = at
      return known
    }
    if (this.#buckets.size >= most) this.#makeRoom(at)
    const fresh = { left: burst, at }
    this.#buckets.set(name, fresh)
    return fresh
  }

  /** First all that are full again; and where that is too few, those with the most left. */
  #makeRoom(at: number): void {
    const { burst, perSecond } = this.#rate
    const left = ({ left, at: then }: Bucket) => Math.min(burst, left + (Math.max(0, at - then) / 1000) * perSecond)
    const byLeft = [...this.#buckets].sort(([, a], [, b]) => left(b) - left(a))
    byLeft.forEach(([name, bucket], i) => {
      if (i < most / 10 || left(bucket) >= burst) this.#buckets.delete(name)
    })
  }
}

function rateLimited(seconds: number): RequestError {
  const retryAfter = Math.max(1, Math.ceil(seconds))
  return new RequestError('RATE_LIMITED', {
    message: `too many requests: the next is taken in ${retryAfter} s`,
    details: { retryAfter },
  })
}
