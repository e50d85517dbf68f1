import { z } from 'zod'
import type { MaskingKey } from '../key/masking-key.ts'
import { inPlaceMask, type PlainMask } from '../permute/in-place.ts'
import { type IntegerPermutation, integerPermutation } from '../permute/integer-permutation.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import type { ValueForm } from '../value-form.ts'
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
 * bigint still does, and a key is masked alike in columns of different widths. Of a negative number, whose widths reach one
 * further, its magnitude.
 */
function rangeOf(magnitude: bigint, digits: number, isNegative: boolean): Range {
  let low = digits === 1 ? (isNegative ? 1n : 0n) : 10n ** BigInt(digits - 1)
  let high = 10n ** BigInt(digits) - 1n
  for (const highest of LIMITS) {
    const limit = isNegative ? highest + 1n : highest
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
  const negativeWords = key.words('key-integer below 0')
  const [positive, negative] = [new Map<bigint, IntegerPermutation>(), new Map<bigint, IntegerPermutation>()]
  const permutationOf = ({ low, high }: Range, isNegative: boolean): IntegerPermutation => {
    const ranges = isNegative ? negative : positive
    const known = ranges.get(low)
    if (known !== undefined) return known
    const made = integerPermutation(isNegative ? negativeWords : words, low, high)
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
    let result = magnitude
    const { at } = permutationOf(rangeOf(magnitude, digits, isNegative), isNegative)
    // What is outside of the bounds stays outside.
    do result = at(result)
    while (bounds !== undefined && isInside(isNegative ? -result : result, bounds))
    return String(isNegative ? -result : result)
  }
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
    const made = permutationOf(rangeOf(BigInt(low), digits, false), false)
    quickly.set(low, made)
    return made
  }
  return inPlaceMask(change, value)
}

function keptOf(isBounded: boolean, form: ValueForm): string | undefined {
  if (isBounded)
    return 'a number outside of low and high, where no other of as many digits is outside: 0 where low is 1'
  return form === 'text' ? 'the text -0' : undefined
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
    mayKeep: keptOf(low !== undefined, type.form),
  }),
  mask: ({ low, high }, { key }) =>
    integerMask(key, low === undefined || high === undefined ? undefined : { low, high }),
})
