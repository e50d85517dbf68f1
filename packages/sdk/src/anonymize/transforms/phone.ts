import { callingCodeLength } from '../permute/calling-codes.ts'
import { IN_PLACE, inPlaceMask } from '../permute/in-place.ts'
import { startOfHash } from '../permute/keyed-hash.ts'
import { phoneSeparators } from '../permute/phone-separators.ts'
import { textOf, writeText } from '../permute/recent-values.ts'
import { SymbolPermutation } from '../permute/symbol-permutation.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { defineTransform, noOptions } from './define-transform.ts'
import { integerMask } from './key-integer.ts'

const MOST = 40
/** Numbers with fewer digits are replaced whole: what stays of longer ones would be most of them. */
const LEAST_WITH_PREFIX = 8
const LEAST_FREE = 4
const PLUS = 43
/** Which digit of a North American number its exchange begins with, the 1 being the first. */
const EXCHANGE = 4

/** Letters stand in a number for an extension alone. */
const EXTENSIONS = ['x', 'ext']

/** Where an extension such as "ext. 12" or "x12" begins; its letters stay. `end` where there is none. */
function extensionOf(units: Uint8Array, start: number, end: number): number {
  let at = end
  while (at > start && isDigit(units[at - 1]!)) at--
  if (at === end) return end
  while (at > start && (units[at - 1] === 32 || units[at - 1] === 46)) at--
  const wordEnd = at
  while (at > start && isLetter(units[at - 1]!)) at--
  const word = String.fromCharCode(...units.subarray(at, wordEnd)).toLowerCase()
  return EXTENSIONS.includes(word) ? at : end
}

function isLetter(unit: number): boolean {
  return (unit | 32) >= 97 && (unit | 32) <= 122
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}

/** How many of the digits stay: the country's code, zeros before the national number, and its first digit that is none. */
function prefixOf(digits: Uint8Array, count: number, hasPlus: boolean): number {
  if (count < LEAST_WITH_PREFIX) return 0
  let at = 0
  if (hasPlus) at = callingCodeLength(digits[0]!, digits[1]!)
  else if (digits[0] === 0 && digits[1] === 0 && digits[2] !== 0) at = 2 + callingCodeLength(digits[2]!, digits[3]!)
  while (at < count && digits[at] === 0) at++
  return Math.min(at + 1, count - LEAST_FREE)
}

export const phone = defineTransform({
  name: 'phone',
  group: 'contact',
  summary:
    'Another telephone number of the same country, length and punctuation, with the first digit of its national number. Different numbers stay different; one that is written in two ways stays one',
  options: noOptions,
  accepts: ['text', 'integer'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key, column }) {
    if (column.type.form === 'integer') return integerMask(key)
    const symbols = new SymbolPermutation(key.words('phone'))
    const digits = new Uint8Array(MOST)
    const places = new Uint8Array(MOST)
    let hasPlus = false
    /** Gives how many digits there are, 0 where it is no number. What is read is written to `to` as well. */
    const read = (from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number => {
      let wordsFrom = -1
      let count = 0
      hasPlus = false
      for (let i = start; i < end; i++) {
        const unit = from[i]!
        to[at + i - start] = unit
        if (isDigit(unit)) {
          if (count === MOST) return 0
          digits[count] = unit - 48
          places[count++] = i - start
        } else if (phoneSeparators[unit] === 0) {
          if (wordsFrom < 0) wordsFrom = extensionOf(from, start, end)
          if (i < wordsFrom) return 0
        } else if (unit === PLUS) {
          if (count > 0) return 0
          hasPlus = true
        }
      }
      return count
    }
    /** What a text is of these is said by its punctuation and by what stays, so no two ways of masking ever meet. */
    const change = (from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): boolean => {
      const count = read(from, start, end, to, at)
      if (count === 0) return false
      const kept = prefixOf(digits, count, hasPlus)
      let prefix = 0
      for (let i = 0; i < kept; i++) prefix = (Math.imul(prefix, 10) + digits[i]!) | 0
      symbols.beginWith(prefix, (hasPlus ? 1 << 16 : 0) | (kept << 8) | count)
      // What is replaced whole begins with 0 only where it did.
      const isWhole = kept === 0 && count > 1
      if (isWhole) symbols.push(digits[0]! - 1, digits[0] === 0 ? 1 : 9)
      const free = isWhole ? 1 : kept
      const first = symbols.count
      symbols.pushDigits(digits, free, count)
      const { symbols: list, radices } = symbols
      // In North America an exchange begins with 2 to 9.
      const hasExchange = hasPlus && kept === 2 && digits[0] === 1 && count === 11
      const least = hasExchange && digits[EXCHANGE]! > 1 ? 2 : 0
      if (hasExchange) {
        list[EXCHANGE - kept] = digits[EXCHANGE]! - least
        radices[EXCHANGE - kept] = least === 0 ? 2 : 8
      }
      symbols.permute()
      if (first === 1) to[at + places[0]!] = 49 + list[0]!
      for (let i = free; i < count; i++) to[at + places[i]!] = 48 + list[first + i - free]!
      if (least > 0) to[at + places[EXCHANGE]!]! += least
      return true
    }
    const texts = new TextPermutation(key.words('phone text'))
    const scratch = new Uint8Array(IN_PLACE)
    const isNumber = (text: string): boolean => {
      if (text.length > IN_PLACE) return false
      for (let i = 0; i < text.length; i++) scratch[i] = Math.min(text.charCodeAt(i), 127)
      return read(scratch, 0, text.length, scratch, 0) > 0
    }
    const { value } = inPlaceMask(
      (units, length) => change(units, 0, length, units, 0),
      (text) => {
        let result = text
        do result = texts.text(result)
        while (isNumber(result))
        return result
      },
    )
    return {
      value,
      bytes(input, start, end, out) {
        out.reserve(end - start)
        if (end - start <= IN_PLACE && change(input, start, end, out.bytes, out.at)) out.at += end - start
        else writeText(value(textOf(input, start, end)), out)
      },
      inRows: { kind: 'phone', state: startOfHash(key.words('phone')) },
    }
  },
})
