import { optionsError } from '../define-kind.ts'
import { LARGEST_DOMAIN } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { tenTo } from '../list-maker.ts'

/** Steps of 1 / 10^scale from min to max, both included. */
export interface StepRange {
  readonly first: number
  readonly size: number
}

export function stepRange(min: number, max: number, scale: number): StepRange {
  const factor = tenTo(scale)
  const first = Math.ceil(min * factor - 1e-9 * Math.max(1, Math.abs(min)))
  const last = Math.floor(max * factor + 1e-9 * Math.max(1, Math.abs(max)))
  if (last < first) throw optionsError(`no number of ${scale} decimal places lies between ${min} and ${max}`)
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last)) {
    throw optionsError('min and max are beyond what numbers hold exactly, 2^53 steps')
  }
  if (last - first + 1 > LARGEST_DOMAIN) throw optionsError('min and max are further apart than 2^52 steps')
  return { first, size: last - first + 1 }
}

/** The largest whole number of so many characters, for numbers that are kept as text. */
export function largestIn({ maxLength, type }: KindContext, otherwise: number): number {
  if (type !== 'text' || maxLength === undefined || maxLength > 15) return otherwise
  return Math.min(otherwise, tenTo(maxLength) - 1)
}
