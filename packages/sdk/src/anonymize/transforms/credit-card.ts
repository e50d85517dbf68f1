import { inPlaceMask } from '../permute/in-place.ts'
import { SymbolPermutation } from '../permute/symbol-permutation.ts'
import { defineTransform, noOptions } from './define-transform.ts'
import { formatMask } from './format.ts'
import { integerMask } from './key-integer.ts'

const LEAST = 12
const MOST = 19

/** How many digits say whose card it is, by ISO 7812 and the ranges of the brands. They stay. */
function brandDigits(digits: Uint8Array): number {
  const four = digits[0]! * 1000 + digits[1]! * 100 + digits[2]! * 10 + digits[3]!
  const two = Math.floor(four / 100)
  if ((four >= 2221 && four <= 2720) || (four >= 3528 && four <= 3589) || four === 6011) return 4
  if ((four >= 3000 && four <= 3059) || (four >= 6440 && four <= 6499)) return 3
  if ((two >= 51 && two <= 55) || two === 34 || two === 37 || two === 36 || two === 38 || two === 39) return 2
  return two === 62 || two === 65 || two === 60 || two === 35 || two === 30 ? 2 : 1
}

/** The greatest number of 64 bits has as many digits as the longest card number. */
const greatest = Uint8Array.from(String(2n ** 63n - 1n), Number)

function isBeyond(digits: Uint8Array, count: number): boolean {
  if (count < greatest.length) return false
  const at = greatest.findIndex((digit, i) => digits[i] !== digit)
  return at >= 0 && digits[at]! > greatest[at]!
}

/** The digit that makes the number valid by Luhn. */
function luhnOf(digits: Uint8Array, count: number): number {
  let sum = 0
  for (let i = count - 1, double = true; i >= 0; i--, double = !double) {
    const digit = double ? digits[i]! * 2 : digits[i]!
    sum += digit > 9 ? digit - 9 : digit
  }
  return (10 - (sum % 10)) % 10
}

export const creditCard = defineTransform({
  name: 'credit-card',
  group: 'money',
  summary:
    'Another card number of the same brand, length and separators; its check digit is right where it was right. Different numbers stay different',
  options: noOptions,
  accepts: ['text', 'integer'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key, column }) {
    const isNumber = column.type.form === 'integer'
    const symbols = new SymbolPermutation(key.words('credit-card'))
    const digits = new Uint8Array(MOST)
    const places = new Uint8Array(MOST)
    /** Whether a text has the form of a card number says its format alone: what has not can't become one that has. */
    const change = (units: Uint8Array, length: number): boolean => {
      let count = 0
      for (let i = 0; i < length; i++) {
        const unit = units[i]!
        if (unit === 32 || unit === 45) continue
        if (unit < 48 || unit > 57 || count === MOST) return false
        digits[count] = unit - 48
        places[count++] = i
      }
      if (count < LEAST) return false
      const kept = brandDigits(digits)
      let brand = 0
      for (let i = 0; i < kept; i++) brand = brand * 10 + digits[i]!
      const last = count - 1
      const offset = digits[last]! + 10 - luhnOf(digits, last)
      // Numbers of a brand have those of others among them that begin alike, and what no column holds: these are permuted past.
      do {
        symbols.beginWith(brand, (kept << 8) | count)
        symbols.pushDigits(digits, kept, last)
        symbols.permute()
        for (let i = kept; i < last; i++) digits[i] = symbols.symbols[i - kept]!
        digits[last] = (luhnOf(digits, last) + offset) % 10
      } while (brandDigits(digits) !== kept || (isNumber && isBeyond(digits, count)))
      for (let i = 0; i < count; i++) units[places[i]!] = 48 + digits[i]!
      return true
    }
    const other = isNumber ? integerMask(key) : formatMask(key.words('credit-card text'))
    return inPlaceMask(change, (text) => other.value(text))
  },
})
