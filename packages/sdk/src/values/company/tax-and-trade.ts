import { z } from 'zod'
import { defineKind, optionsError } from '../define-kind.ts'
import { digitsOf, gtinDigit, iso7064Digit, luhnDigit, modulo, weighted } from '../identity/check-digits.ts'
import { type Scheme, schemeMaker } from '../identity/numbered-texts.ts'
import { pad, split } from '../identity/split.ts'
import { tenTo } from '../list-maker.ts'
import { countriesOf } from '../places/countries.ts'
import { digits as digitLetters, tokenMaker, upperLetters } from '../token.ts'

/** VAT numbers by country, each with the check digits of its own authority. */
const vatSchemes: Readonly<Record<string, Scheme>> = {
  AT: {
    size: 9_999_999,
    length: 11,
    write(index) {
      const digits = digitsOf(index + 1, 7)
      const sum = digits.reduce(
        (total, digit, i) => total + (i % 2 === 0 ? digit : Math.floor(digit / 5) + ((digit * 2) % 10)),
        0,
      )
      return `ATU${digits.join('')}${(10 - ((sum + 4) % 10)) % 10}`
    },
  },
  BE: {
    size: 9_000_000,
    length: 12,
    write(index) {
      const body = String(1_000_000 + index)
      return `BE0${body}${pad(97 - modulo(body, 97), 2)}`
    },
  },
  DE: {
    size: 90_000_000,
    length: 11,
    write(index) {
      const digits = digitsOf(10_000_000 + index, 8)
      return `DE${digits.join('')}${iso7064Digit(digits)}`
    },
  },
  ES: {
    size: 9_999_999,
    length: 11,
    write(index) {
      const digits = digitsOf(index + 1, 7)
      return `ESB${digits.join('')}${luhnDigit(digits)}`
    },
  },
  FR: {
    size: 89_999_999,
    length: 13,
    write(index) {
      const body = digitsOf(10_000_000 + index, 8)
      const siren = [...body, luhnDigit(body)].join('')
      return `FR${pad((12 + 3 * modulo(siren, 97)) % 97, 2)}${siren}`
    },
  },
  GB: {
    size: 8_999_999,
    length: 11,
    write(index) {
      const digits = digitsOf(1_000_000 + index, 7)
      const rest = weighted(digits, [8, 7, 6, 5, 4, 3, 2]) % 97
      return `GB${digits.join('')}${pad(97 - rest, 2)}`
    },
  },
  IT: {
    size: 9_999_999 * 100,
    length: 13,
    write(index) {
      const [company = 0, office = 0] = split(index, 9_999_999, 100)
      const digits = [...digitsOf(company + 1, 7), ...digitsOf(office + 1, 3)]
      return `IT${digits.join('')}${luhnDigit(digits)}`
    },
  },
  NL: {
    size: 9_000_000 * 99,
    length: 14,
    write(index) {
      const [company = 0, branch = 0] = split(index, 9_000_000, 99)
      const digits = digitsOf(1_000_000 + company, 7)
      for (let eighth = 0; ; eighth++) {
        const eight = [...digits, eighth]
        const last = weighted(eight, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
        if (last < 10) return `NL${eight.join('')}${last}B${pad(branch + 1, 2)}`
      }
    },
  },
  PL: {
    size: 90_000_000,
    length: 12,
    write(index) {
      const digits = digitsOf(10_000_000 + index, 8)
      for (let ninth = 0; ; ninth++) {
        const nine = [...digits, ninth]
        const last = weighted(nine, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11
        if (last < 10) return `PL${nine.join('')}${last}`
      }
    },
  },
}

export const vatId = defineKind({
  name: 'vat-id',
  group: 'company',
  summary: 'VAT number of a company, with the check digits of its country: of the locale’s, else of Germany',
  type: 'text',
  options: z.strictObject({ country: z.enum(Object.keys(vatSchemes)).optional() }),
  examples: [{}, ...Object.keys(vatSchemes).map((country) => ({ country }))],
  maker({ country }, context) {
    const own = countriesOf(context.locale).find(({ code }) => vatSchemes[code])?.code
    return schemeMaker(context, vatSchemes[country ?? own ?? 'DE']!)
  },
})

/** All digits but the last are numbered, behind a prefix; the last is the check digit. */
function gtin(prefix: string, length: number): Scheme {
  const free = length - 1 - prefix.length
  if (free < 1) throw optionsError(`prefix: ${prefix.length} digits leave no room in a number of ${length}`)
  const before = Array.from(prefix, Number)
  return {
    size: tenTo(free),
    length,
    write(index) {
      const digits = [...before, ...digitsOf(index, free)]
      return digits.join('') + gtinDigit(digits)
    },
  }
}

const prefix = z.string().regex(/^\d*$/, 'digits are needed')

export const ean = defineKind({
  name: 'ean',
  group: 'company',
  summary:
    'Article number (EAN, GTIN) with its check digit; by default of the range that shops use inside their own walls',
  type: 'text',
  options: z.strictObject({
    length: z
      .union([z.literal(8), z.literal(12), z.literal(13), z.literal(14)])
      .optional()
      .describe('digits; default 13, fewer in a short column'),
    prefix: prefix.default('2').describe('digits that it begins with'),
  }),
  examples: [{}, { length: 8 }, { length: 14, prefix: '1400' }],
  maker({ length, prefix }, context) {
    const room = context.maxLength ?? 13
    return schemeMaker(context, gtin(prefix, length ?? (room < 12 ? 8 : room < 13 ? 12 : 13)))
  },
})

export const isbn = defineKind({
  name: 'isbn',
  group: 'company',
  summary: 'Book number with its check digit',
  type: 'text',
  options: z.strictObject({
    form: z.enum(['13', '10']).optional().describe('digits; default 13, or 10 in a short column'),
  }),
  examples: [{}, { form: '10' }],
  maker({ form }, context) {
    const short = form === '10' || (form === undefined && (context.maxLength ?? 13) < 13)
    return schemeMaker(context, short ? isbn10 : gtin('978', 13))
  },
})

const isbn10: Scheme = {
  size: 1_000_000_000,
  length: 10,
  write(index) {
    const digits = digitsOf(index, 9)
    const check = weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11
    return digits.join('') + (check === 10 ? 'X' : check)
  },
}

export const sku = defineKind({
  name: 'sku',
  group: 'company',
  summary: 'Stock number of capital letters and digits',
  type: 'text',
  options: z.strictObject({
    prefix: z.string().max(20).default('').describe('what it begins with'),
    length: z.number().int().min(2).max(40).default(8).describe('characters behind the prefix'),
  }),
  examples: [{}, { prefix: 'SKU-', length: 6 }],
  maker({ prefix, length }, context) {
    const room = (context.maxLength ?? Number.POSITIVE_INFINITY) - prefix.length
    // Without vowels no words come up by chance; without 0, 1 nothing is misread.
    const alphabet = (upperLetters + digitLetters).replace(/[AEIOU01]/g, '')
    return tokenMaker(context, { before: prefix, alphabet, length: Math.max(1, Math.min(length, room)) })
  },
})
