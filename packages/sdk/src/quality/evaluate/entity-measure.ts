import type { Batch } from '../../model/batch.ts'
import type { Measured } from '../rule-kind.ts'

/** A number that is said of a whole entity, against its bounds. */
export function againstBounds(value: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Measured {
  return { considered: 1, failed: value >= min && value <= max ? 0 : 1, value, failedRows: [] }
}

/** How many rows "where" leaves. */
export function passing({ length }: Batch, passes: Uint8Array | undefined): number {
  if (passes === undefined) return length
  let count = 0
  for (let row = 0; row < length; row++) count += passes[row]!
  return count
}
