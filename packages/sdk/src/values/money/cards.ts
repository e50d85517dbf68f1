import { z } from 'zod'
import { civilDateOf } from '../../model/calendar.ts'
import { fractions } from '../../random/distribution.ts'
import { below } from '../../random/draw.ts'
import { mapInt32, mapList } from '../../random/map.ts'
import { type Rows, substream, words } from '../../random/stream.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker, indexSource } from '../domain.ts'
import { luhnDigit } from '../identity/check-digits.ts'
import { pad } from '../identity/split.ts'
import type { KindContext } from '../kind.ts'
import { closedListMaker, tenTo } from '../list-maker.ts'
import { derive, longest } from '../lists.ts'
import { dayOf, REFERENCE_DATE } from '../time/window.ts'
import { picks, texts } from '../vectors.ts'

interface Brand {
  readonly name: string
  readonly prefixes: readonly string[]
  readonly length: number
  readonly cvv: number
}

/** One length of prefix for each brand, so that a number belongs to one brand and one index. */
const brands: readonly Brand[] = [
  { name: 'visa', prefixes: ['40', '41', '42', '44', '45', '47', '48', '49'], length: 16, cvv: 3 },
  { name: 'mastercard', prefixes: ['51', '52', '53', '54', '55'], length: 16, cvv: 3 },
  { name: 'american-express', prefixes: ['34', '37'], length: 15, cvv: 4 },
  { name: 'discover', prefixes: ['6011', '6440', '6450', '6490'], length: 16, cvv: 3 },
  { name: 'diners-club', prefixes: ['3000', '3010', '3600', '3800'], length: 14, cvv: 3 },
  { name: 'jcb', prefixes: ['3528', '3540', '3580'], length: 16, cvv: 3 },
]
/** Of a hundred cards. */
const shares = [52, 30, 10, 4, 2, 2]
const cumulative = shares.map((_, i) => shares.slice(0, i + 1).reduce((sum, share) => sum + share, 0))
const names = brands.map(({ name }) => name)

/** The card that a row is about: brand, number, expiry and code agree. */
function brandOf({ record }: KindContext): (rows: Rows) => Int32Array {
  const stream = substream(record, 'card')
  return (rows) =>
    mapInt32(words(stream, rows), (word) => {
      const at = below(word, 100)
      return cumulative.findIndex((end) => at < end)
    })
}

function cardNumber(brand: Brand, index: number): string {
  const free = brand.length - 1 - brand.prefixes[0]!.length
  const span = tenTo(free)
  const which = Math.floor(index / span)
  const body = brand.prefixes[which % brand.prefixes.length]! + pad(index - which * span, free)
  return body + luhnDigit(Array.from(body, Number))
}

function numbersOf(brand: Brand): number {
  return brand.prefixes.length * tenTo(brand.length - 1 - brand.prefixes[0]!.length)
}

export const creditCard = defineKind({
  name: 'credit-card',
  group: 'money',
  summary: 'Card number of the row’s brand, valid by Luhn; no such card was issued on purpose',
  type: 'text',
  options: z.strictObject({
    brand: z.enum(names).optional(),
    separator: z.enum(['', ' ', '-']).default('').describe('between groups of four'),
  }),
  examples: [{}, { brand: 'american-express' }, { brand: 'visa', separator: '-' }],
  maker({ brand, separator }, context) {
    const fixed = brand === undefined ? undefined : brands[names.indexOf(brand)]!
    const most = (fixed?.length ?? 16) + 3 * separator.length
    if (context.maxLength !== undefined && context.maxLength < most) {
      throw optionsError(`card numbers take up to ${most} characters, and the column holds ${context.maxLength}`)
    }
    const size = fixed ? numbersOf(fixed) : Math.min(...brands.map(numbersOf))
    const indices = indexSource(context, size)
    const brandAt = brandOf(context)
    const stream = substream(context.stream, 'number')
    return {
      capacity: size,
      make: (rows) => {
        const at = brandAt(rows)
        const within = fractions(stream, rows)
        return texts(
          mapList(indices(rows), (index, i) => {
            const own = fixed ?? brands[at[i]!]!
            // Each index has a stretch of the brand's numbers to itself, so that all of its digits are used.
            const stretch = Math.floor(numbersOf(own) / size)
            const number = cardNumber(own, index * stretch + Math.floor(within[i]! * stretch))
            return separator === '' ? number : number.replace(/\d{4}(?=\d)/g, `$&${separator}`)
          }),
        )
      },
    }
  },
})

export const cardBrand = defineKind({
  name: 'card-brand',
  group: 'money',
  summary: 'Brand of the row’s card',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const closed = closedListMaker(context, names)
    if (context.unique || longest(names) > (context.maxLength ?? Number.POSITIVE_INFINITY)) return closed
    const brandAt = brandOf(context)
    return { capacity: closed.capacity, make: (rows) => picks(brandAt(rows), names) }
  },
})

const root: readonly string[] = []
const codes = derive(root, 'codes', () => Array.from({ length: 10_000 }, (_, i) => pad(i, 4)))
const shortCodes = derive(root, 'short codes', () => Array.from({ length: 1000 }, (_, i) => pad(i, 3)))

export const cvv = defineKind({
  name: 'cvv',
  group: 'money',
  summary: 'Security code of the row’s card: three digits, four for American Express',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const closed = closedListMaker(context, shortCodes)
    if (context.unique || (context.maxLength !== undefined && context.maxLength < 4)) return closed
    const brandAt = brandOf(context)
    return {
      capacity: closed.capacity,
      make: (rows) => {
        const at = brandAt(rows)
        const drawn = words(context.stream, rows)
        return texts(
          mapList(at, (brand, i) =>
            brands[brand]!.cvv === 4 ? codes[below(drawn[i]!, 10_000)]! : shortCodes[below(drawn[i]!, 1000)]!,
          ),
        )
      },
    }
  },
})

const { year: thisYear, month: thisMonth } = civilDateOf(dayOf(REFERENCE_DATE))

export const cardExpiry = defineKind({
  name: 'card-expiry',
  group: 'money',
  summary: 'Month in which a card ends, within the years after the reference date: 07/28',
  type: 'text',
  options: z.strictObject({
    years: z.number().int().min(1).max(50).default(5),
    format: z.enum(['MM/YY', 'MM/YYYY', 'YYYY-MM']).default('MM/YY'),
  }),
  distributions: indexDistributions,
  examples: [{}, { format: 'YYYY-MM', years: 3 }],
  maker({ years, format }, context) {
    const list = Array.from({ length: years * 12 }, (_, i) => {
      const month = thisMonth + i
      const year = thisYear + Math.floor(month / 12)
      const mm = pad((month % 12) + 1, 2)
      if (format === 'YYYY-MM') return `${year}-${mm}`
      return `${mm}/${format === 'MM/YY' ? pad(year % 100, 2) : year}`
    })
    return closedListMaker(context, list)
  },
})

export const accountNumber = defineKind({
  name: 'account-number',
  group: 'money',
  summary: 'Number of a bank account: digits',
  type: 'text',
  options: z.strictObject({ length: z.number().int().min(1).max(15).default(10) }),
  examples: [{}, { length: 8 }],
  maker({ length }, context) {
    const digits = Math.min(length, context.maxLength ?? length)
    return domainMaker(context, {
      size: tenTo(digits),
      vector: (indices) => texts(mapList(indices, (index) => pad(index, digits))),
    })
  },
})
