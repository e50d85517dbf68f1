import { RequestError } from '../errors/request-error.ts'

/** `burst` at once, and `perSecond` from then on. */
export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** What was left at a time, in milliseconds. */
export interface Bucket {
  readonly left: number
  readonly at: number
}

/** What is left by now. */
export function leftIn({ left, at }: Bucket, { burst, perSecond }: Rate, now: number): number {
  return Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond)
}

/** Throws RATE_LIMITED where not even one is left, and says when there will be. */
export function refuseEmpty(left: number, { perSecond }: Rate): void {
  if (left >= 1) return
  const retryAfter = Math.max(1, Math.ceil((1 - left) / perSecond))
  throw new RequestError('RATE_LIMITED', {
    message: `too many requests: the next is taken in ${retryAfter} s`,
    details: { retryAfter },
  })
}
