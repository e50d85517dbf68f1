import { z } from 'zod'
import type { MaskingKey } from '../key/masking-key.ts'
import { inPlaceMask, type PlainMask } from '../permute/in-place.ts'
import { type IntegerPermutation, integerPermutation } from '../permute/integer-permutation.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { defineTransform } from './define-transform.ts'

const whole = z
  .union([z.number().int(), z.string().regex(/^-?\d{1,20}$/, 'a whole number is needed')])
  .transform((given) => BigInt(given))

const options = z
  .strictObject({
    low: whole.optional().describe('with high: results are anywhere in this range, whatever their number of digits'),
    high: whole.optional(),
  })
  .refine(({ low, high }) => (low === undefined) === (high === undefined), 'low and high go together')
  .refine(({ low, high }) => low === undefined || high === undefined || low < high, 'low must be below high')

/** The highest number of each width of integer. */
const LIMITS = [2n ** 15n - 1n, 2n ** 31n - 1n, 2n ** 63n - 1n]

/** How a text is a number, if it is one: what is masked stays of its kind, so that two kinds never meet. */
function kindOf(text: string): 'whole' | 'fraction' | 'none' {
  if (/^(?:0|-?[1-9]\d*)$/.test(text)) return 'whole'
  return /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/.test(text) ? 'fraction' : 'none'
}

interface Range {
  readonly low: bigint
  readonly high: bigint
}

/**
 * Numbers of the same sign and as many digits, cut where a width of integer ends: so what fits a smallint, an integer or a
 * bigint still does, and a key is masked alike in columns of different widths. Of a negative number, of its magnitude.
 */
function rangeOf(magnitude: bigint, digits: number): Range {
  let low = digits === 1 ? 0n : 10n ** BigInt(digits - 1)
  let high = 10n ** BigInt(digits) - 1n
  for (const limit of LIMITS) {
    if (magnitude <= limit) {
      if (high > limit) high = limit
      break
    }
    if (low <= limit) low = limit + 1n
  }
  return { low, high }
}

function isInside(value: bigint, { low, high }: Range): boolean {
  return value >= low && value <= high
}

/** Digits up to which numbers are permuted as such; longer ones, of decimals, digit by digit behind the first. */
const MOST_DIGITS = 19

export function integerMask(key: MaskingKey, bounds?: Range): PlainMask {
  const words = key.words('key-integer')
  const ranges = new Map<bigint, IntegerPermutation>()
  const permutationOf = ({ low, high }: Range): IntegerPermutation => {
    const known = ranges.get(low)
    if (known !== undefined) return known
    const made = integerPermutation(words, low, high)
    ranges.set(low, made)
    return made
  }
  const texts = new TextPermutation(key.words('key-integer text'))
  const inBounds = bounds === undefined ? undefined : integerPermutation(words, bounds.low, bounds.high)
  const longDigits = (text: string): string => {
    const [sign, first, rest] = [text.startsWith('-') ? '-' : '', text.replace('-', '')[0]!, text.replace(/^-?\d/, '')]
    return sign + first + texts.text(rest, sign + first)
  }
  const value = (text: string): string => {
    if (kindOf(text) !== 'whole') return otherwise(text)
    const isNegative = text.startsWith('-')
    const digits = text.length - (isNegative ? 1 : 0)
    const given = BigInt(text)
    if (inBounds !== undefined && isInside(given, inBounds)) return String(inBounds.at(given))
    if (digits > MOST_DIGITS) return longDigits(text)
    const magnitude = isNegative ? -given : given
    const range = rangeOf(magnitude, digits)
    // -0 is no number: below 0, one digit begins at 1. What is outside of the bounds stays outside.
    const own = isNegative && range.low === 0n ? { low: 1n, high: range.high } : range
    let result = magnitude
    const { at } = own.low === 1n ? negativeDigit : permutationOf(own)
    do result = at(result)
    while (bounds !== undefined && isInside(isNegative ? -result : result, bounds))
    return String(isNegative ? -result : result)
  }
  const negativeDigit = integerPermutation(key.words('key-integer negative digit'), 1n, 9n)
  const otherwise = (text: string): string => {
    const kind = kindOf(text)
    let result = text
    do result = texts.text(result)
    while (kindOf(result) !== kind)
    return result
  }
  // Numbers of up to ten digits without a sign, where no bounds are given: as doubles, out of bytes.
  const tens = [0, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000]
  const change = (units: Uint8Array, length: number): boolean => {
    if (bounds !== undefined || length === 0 || length > 10 || (units[0] === 48 && length > 1)) return false
    let number = 0
    for (let i = 0; i < length; i++) {
      const digit = units[i]! - 48
      if (digit < 0 || digit > 9) return false
      number = number * 10 + digit
    }
    let low = tens[length - 1]!
    if (length === 5 && number > 32_767) low = 32_768
    if (length === 10 && number > 2_147_483_647) low = 2_147_483_648
    let image = quick(low, length).atNumber(number)
    for (let i = length - 1; i >= 0; i--) {
      const above = Math.floor(image / 10)
      units[i] = 48 + image - above * 10
      image = above
    }
    return true
  }
  const quickly = new Map<number, IntegerPermutation>()
  const quick = (low: number, digits: number): IntegerPermutation => {
    const known = quickly.get(low)
    if (known !== undefined) return known
    const made = permutationOf(rangeOf(BigInt(low), digits))
    quickly.set(low, made)
    return made
  }
  return inPlaceMask(change, value)
}

export const keyInteger = defineTransform({
  name: 'key-integer',
  group: 'numbers',
  summary:
    'Another whole number of the same sign and as many digits, or of a range: for keys. Different numbers stay different, and what fits a type of integer still does',
  options,
  examples: [{}, { low: 1, high: 2147483647 }],
  accepts: ['integer', 'decimal', 'text'],
  promises: ({ low, high }, { type }) => ({
    deterministic: true,
    unique: 'preserved',
    format: low === undefined ? 'preserved' : 'similar',
    longest: (length) =>
      low === undefined || high === undefined ? length : Math.max(length, String(low).length, String(high).length),
    mayKeep: type.form === 'integer' ? undefined : 'a text without a letter or digit',
  }),
  mask: ({ low, high }, { key }) =>
    integerMask(key, low === undefined || high === undefined ? undefined : { low, high }),
})
