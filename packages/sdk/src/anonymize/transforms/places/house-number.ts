import type { MaskingKey } from '../../key/masking-key.ts'
import type { PlainMask } from '../../permute/in-place.ts'
import { recentValues } from '../../permute/recent-values.ts'
import { formatMask } from '../draws/format-mask.ts'

/** How often a number that would begin with a zero is permuted on. */
const TRIES = 20

/** Numbers of so many digits are remembered all, each with 1 added; 0 is one that was not asked for yet. */
const REMEMBERED = 5
const NO_NUMBER = -1

export interface HouseNumbers extends PlainMask {
  /** What a number of so many digits becomes, and 1; -1 where that is no number. */
  numberOf(number: number, digits: number): number
}

/** Another house number of the same length, such as 47c for 12b, without a zero at its start. */
export function houseNumbers(key: MaskingKey): HouseNumbers {
  const permuted = formatMask(key, 'house number')
  const value = (text: string): string => {
    let number = permuted(text)
    for (let i = 0; i < TRIES && (/^\D*0/.test(number) || number === text); i++) number = permuted(number)
    return number === text ? permuted(text) : number
  }
  const recent = recentValues(value)
  const known: (Int32Array | undefined)[] = []
  const find = (digits: number, length: number): number => {
    known[length] ??= new Int32Array(10 ** length)
    const table = known[length]
    if (table[digits] === 0) {
      const masked = value(String(digits).padStart(length, '0'))
      table[digits] = /^\d+$/.test(masked) ? Number(masked) + 1 : NO_NUMBER
    }
    return table[digits]!
  }
  return {
    value,
    numberOf: find,
    bytes(input, start, end, out) {
      const length = end - start
      const digits = length > 0 && length <= REMEMBERED ? digitsOf(input, start, end) : NO_NUMBER
      const found = digits === NO_NUMBER ? NO_NUMBER : find(digits, length)
      if (found === NO_NUMBER) {
        recent(input, start, end, out)
        return
      }
      out.reserve(length)
      const { bytes, at } = out
      let rest = found - 1
      for (let i = length - 1; i >= 0; i--) {
        const above = Math.floor(rest / 10)
        bytes[at + i] = 48 + rest - above * 10
        rest = above
      }
      out.at = at + length
    },
  }
}

function digitsOf(input: Uint8Array, start: number, end: number): number {
  let number = 0
  for (let i = start; i < end; i++) {
    const digit = input[i]! - 48
    if (digit < 0 || digit > 9) return NO_NUMBER
    number = number * 10 + digit
  }
  return number
}
