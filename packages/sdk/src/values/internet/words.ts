import { z } from 'zod'
import { asciiNames } from '../ascii.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import type { KindContext } from '../kind.ts'
import { openListMaker } from '../list-maker.ts'
import { derive, distinct, fittingOrCut, longest, truncated } from '../lists.ts'
import { localeOf } from '../locale.ts'
import { ownNumbers } from '../numbered.ts'
import { chosenOf, digits, lowerLetters, tokenMaker, upperLetters } from '../token.ts'
import { concat, ints, picks } from '../vectors.ts'

/** Short words of the locale, spelled a to z. */
function plainWords({ locale }: KindContext): readonly string[] {
  const { lorem } = locale.words
  const spelled = asciiNames(lorem, localeOf('en').words.lorem)
  return derive(spelled, 'short', (list) => distinct(list.filter((word) => word.length > 2 && word.length <= 12)))
}

export const slug = defineKind({
  name: 'slug',
  group: 'internet',
  summary: 'Words of a page’s address, with hyphens between',
  type: 'text',
  options: z.strictObject({ words: z.number().int().min(1).max(8).default(3) }),
  examples: [{}, { words: 5 }],
  maker({ words }, context) {
    const list = plainWords(context)
    const own = context.unique ? ownNumbers(context, 1, 1) : undefined
    const room = own?.room ?? context.maxLength ?? Number.POSITIVE_INFINITY
    const many = Math.max(1, Math.min(words, Math.floor((room + 1) / (longest(list) + 1))))
    const short = many === 1 ? truncated(fittingOrCut(list, room), room) : list
    return {
      capacity: own?.capacity ?? slugCapacity(context),
      make: (rows) => {
        const parts = Array.from({ length: many }, (_, k) =>
          picks(chosenOf(context.stream, rows, k, short.length), short),
        )
        return concat(
          rows.length,
          ...parts.flatMap((part, k) => (k === 0 ? [part] : ['-', part])),
          ...(own ? ['-', ints(own.numbers(rows))] : []),
        )
      },
    }
  },
})

function slugCapacity(context: KindContext): number {
  return context.maxLength !== undefined && context.maxLength < 3 ? 1 : ownNumbers(context, 1, 1).capacity
}

export const hashtag = defineKind({
  name: 'hashtag',
  group: 'internet',
  summary: 'A word behind #',
  type: 'text',
  options: noOptions,
  distributions: indexDistributions,
  maker(_, context) {
    const { maxLength } = context
    if (maxLength !== undefined && maxLength < 2) throw optionsError('a hashtag takes at least 2 characters')
    const tags = derive(plainWords(context), 'tags', (list) => list.map((word) => `#${word}`))
    return openListMaker(context, tags)
  },
})

const alphanumeric = upperLetters + lowerLetters + digits

export const apiKey = defineKind({
  name: 'api-key',
  group: 'internet',
  summary: 'Secret token; a prefix says what it is for',
  type: 'text',
  options: z.strictObject({
    prefix: z.string().max(40).default('test_').describe('what it begins with'),
    length: z.number().int().min(8).max(512).default(32).describe('random characters'),
  }),
  examples: [{}, { prefix: '', length: 64 }],
  maker({ prefix, length }, context) {
    const room = (context.maxLength ?? Number.POSITIVE_INFINITY) - prefix.length
    return tokenMaker(context, { before: prefix, alphabet: alphanumeric, length: Math.max(8, Math.min(length, room)) })
  },
})

export const password = defineKind({
  name: 'password',
  group: 'internet',
  summary: 'Password of letters, digits and signs',
  type: 'text',
  options: z.strictObject({ length: z.number().int().min(4).max(512).default(16) }),
  maker: ({ length }, context) =>
    tokenMaker(context, {
      alphabet: `${alphanumeric}!#%+-_=?`,
      length: Math.max(4, Math.min(length, context.maxLength ?? length)),
    }),
})
