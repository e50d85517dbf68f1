import { digitScramble, SCRAMBLE_DIGITS } from '../random/scramble.ts'
import { type Rows, substream } from '../random/stream.ts'
import { optionsError } from './define-kind.ts'
import { refuseBeyond } from './domain.ts'
import type { KindContext } from './kind.ts'
import { tenTo } from './list-maker.ts'

/**
 * A number of its own for every row, with as few digits as the row's number has: what makes a name or an address that
 * came out of a record unique. It belongs to the record, so that user name and e-mail of a row bear the same one.
 */
export interface OwnNumbers {
  readonly capacity: number
  /** Characters that are left for all else. */
  readonly room: number
  numbers(rows: Rows): Float64Array
}

/** Where little room is, half of it is for the number. */
const ENOUGH_DIGITS = 10

export function ownNumbers(context: KindContext, taken: number, least: number): OwnNumbers {
  const { maxLength } = context
  const scramble = digitScramble(substream(context.record, 'number'))
  const digits = digitsFor(maxLength, taken, least)
  const capacity = tenTo(digits) - 1
  return {
    capacity,
    room: maxLength === undefined ? Number.POSITIVE_INFINITY : maxLength - taken - digits,
    numbers: (rows) => {
      refuseBeyond(rows, capacity)
      return scramble.all(rows.numbers)
    },
  }
}

function digitsFor(maxLength: number | undefined, taken: number, least: number): number {
  if (maxLength === undefined) return SCRAMBLE_DIGITS
  const free = maxLength - taken
  if (free <= least) {
    throw optionsError(
      `a column of ${maxLength} characters is too short for this kind to be unique: it takes at least ${taken + least + 1}`,
      'Widen the column, or choose another kind.',
    )
  }
  if (free >= 2 * ENOUGH_DIGITS) return ENOUGH_DIGITS
  return Math.max(1, Math.min(free - least, Math.floor(free / 2)))
}
