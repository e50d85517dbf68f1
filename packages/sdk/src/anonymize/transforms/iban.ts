import { inPlaceMask } from '../permute/in-place.ts'
import { SymbolPermutation } from '../permute/symbol-permutation.ts'
import { defineTransform, noOptions } from './define-transform.ts'
import { formatMask } from './format.ts'

/** Without spaces: country, check digits, and 11 to 30 letters and digits. */
const LEAST = 15
const MOST = 34

export const iban = defineTransform({
  name: 'iban',
  group: 'money',
  summary:
    'Another IBAN of the same country, with letters and digits where they were; its check digits are right where they were right. Different ones stay different',
  options: noOptions,
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask(_, { key }) {
    const symbols = new SymbolPermutation(key.words('iban'))
    /** Digits as such, letters as 10 to 35. */
    const values = new Uint8Array(MOST)
    const places = new Uint8Array(MOST)
    const change = (units: Uint8Array, length: number): boolean => {
      let count = 0
      for (let i = 0; i < length; i++) {
        const unit = units[i]!
        if (unit === 32) continue
        const isDigit = unit >= 48 && unit <= 57
        const letter = (unit | 32) - 97
        if ((!isDigit && (letter < 0 || letter > 25)) || count === MOST) return false
        if (isDigit !== (count === 2 || count === 3) && count < 4) return false
        values[count] = isDigit ? unit - 48 : letter + 10
        places[count++] = i
      }
      if (count < LEAST) return false
      const offset = values[2]! * 10 + values[3]! + 100 - checkDigits(values, count)
      symbols.beginWith((values[0]! << 8) | values[1]!, count)
      for (let i = 4, kinds = 0; i < count; i++) {
        kinds = (kinds << 1) | (values[i]! > 9 ? 1 : 0)
        if (i === count - 1) symbols.tweak(kinds, 0)
      }
      for (let i = 4; i < count; i++) {
        if (values[i]! > 9) symbols.push(values[i]! - 10, 26)
        else symbols.push(values[i]!, 10)
      }
      symbols.permute()
      for (let i = 4; i < count; i++) {
        const isLetter = values[i]! > 9
        const symbol = symbols.symbols[i - 4]!
        values[i] = symbol + (isLetter ? 10 : 0)
        units[places[i]!] = isLetter ? 65 + symbol + (units[places[i]!]! & 32) : 48 + symbol
      }
      // Of the hundred pairs of digits each has the same distance to the right one as before.
      const check = (checkDigits(values, count) + offset) % 100
      units[places[2]!] = 48 + Math.floor(check / 10)
      units[places[3]!] = 48 + (check % 10)
      return true
    }
    const texts = formatMask(key.words('iban text'))
    // Whether a text is an IBAN is said by its format.
    return inPlaceMask(change, (text) => texts.value(text))
  },
})

/** ISO 7064 MOD 97-10: the digits that make the whole, with country and check digits moved to the end, 1 modulo 97. */
function checkDigits(values: Uint8Array, count: number): number {
  let rest = 0
  for (let i = 4; i < count; i++) rest = take(rest, values[i]!)
  rest = take(take(rest, values[0]!), values[1]!)
  return 98 - ((rest * 100) % 97)
}

function take(rest: number, value: number): number {
  return (rest * (value > 9 ? 100 : 10) + value) % 97
}
