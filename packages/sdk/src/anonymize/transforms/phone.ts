import { callingCodeLength } from '../permute/calling-codes.ts'
import { inPlaceMask } from '../permute/in-place.ts'
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

/** The separators of telephone numbers; letters stand in them for an extension alone. */
const separators = new Uint8Array(128)
for (const sign of ' ()-./+,;:#*') separators[sign.charCodeAt(0)] = 1
const EXTENSIONS = ['x', 'ext']

/** Where an extension such as "ext. 12" or "x12" begins; its letters stay. `length` where there is none. */
function extensionOf(units: Uint8Array, length: number): number {
  let at = length
  while (at > 0 && isDigit(units[at - 1]!)) at--
  if (at === length) return length
  while (at > 0 && (units[at - 1] === 32 || units[at - 1] === 46)) at--
  const end = at
  while (at > 0 && isLetter(units[at - 1]!)) at--
  if (at === end) return length
  const word = String.fromCharCode(...units.subarray(at, end)).toLowerCase()
  return EXTENSIONS.includes(word) ? at : length
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
    const read = (units: Uint8Array, length: number): number => {
      let end = -1
      let count = 0
      hasPlus = false
      for (let i = 0; i < length; i++) {
        const unit = units[i]!
        if (isDigit(unit)) {
          if (count === MOST) return 0
          digits[count] = unit - 48
          places[count++] = i
        } else if (separators[unit] === 0) {
          if (end < 0) end = extensionOf(units, length)
          if (i < end) return 0
        } else if (unit === PLUS) {
          if (count > 0) return 0
          hasPlus = true
        }
      }
      return count
    }
    /** What a text is of these is said by its punctuation and by what stays, so no two ways of masking ever meet. */
    const change = (units: Uint8Array, length: number): boolean => {
      const count = read(units, length)
      if (count === 0) return false
      const kept = prefixOf(digits, count, hasPlus)
      let prefix = 0
      for (let i = 0; i < kept; i++) prefix = (Math.imul(prefix, 10) + digits[i]!) | 0
      symbols.beginWith(prefix, (hasPlus ? 1 << 16 : 0) | (kept << 8) | count)
      // What is replaced whole begins with 0 only where it did.
      const isWhole = kept === 0 && count > 1
      if (isWhole) symbols.push(digits[0]! - 1, digits[0] === 0 ? 1 : 9)
      const from = isWhole ? 1 : kept
      const first = symbols.count
      symbols.pushDigits(digits, from, count)
      const { symbols: list, radices } = symbols
      // In North America an exchange begins with 2 to 9.
      const hasExchange = hasPlus && kept === 2 && digits[0] === 1 && count === 11
      const least = hasExchange && digits[EXCHANGE]! > 1 ? 2 : 0
      if (hasExchange) {
        list[EXCHANGE - kept] = digits[EXCHANGE]! - least
        radices[EXCHANGE - kept] = least === 0 ? 2 : 8
      }
      symbols.permute()
      if (first === 1) units[places[0]!] = 49 + list[0]!
      for (let i = from; i < count; i++) units[places[i]!] = 48 + list[first + i - from]!
      if (least > 0) units[places[EXCHANGE]!]! += least
      return true
    }
    const texts = new TextPermutation(key.words('phone text'))
    const scratch = new Uint8Array(64)
    const isNumber = (text: string): boolean => {
      if (text.length > scratch.length) return false
      for (let i = 0; i < text.length; i++) scratch[i] = Math.min(text.charCodeAt(i), 127)
      return read(scratch, text.length) > 0
    }
    return inPlaceMask(change, (text) => {
      let result = text
      do result = texts.text(result)
      while (isNumber(result))
      return result
    })
  },
})
