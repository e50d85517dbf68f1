import { z } from 'zod'
import { fractions } from '../../random/distribution.ts'
import { permutation } from '../../random/permute.ts'
import { substream, word } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import { beyondCapacity, LARGEST_DOMAIN } from '../domain.ts'
import { mapRows } from '../scalar-draws.ts'
import { texts } from '../vectors.ts'
import { caselessPattern, compilePattern } from './pattern-language.ts'

export const pattern = defineKind({
  name: 'pattern',
  group: 'choice',
  summary:
    'Text that a regular expression describes: literals, classes, groups, alternatives, repeats. *, + and {n,} repeat up to 8 times more than they must',
  type: 'text',
  options: z.strictObject({ pattern: z.string().min(1).max(1000) }),
  examples: [
    { pattern: '[A-Z]{3}-\\d{4}' },
    { pattern: '(INV|CRN)/20(2[0-5])/\\d{5}' },
    { pattern: '[A-Za-z]\\w{2,6}[^aeiou]?' },
    { pattern: '[ab]{3}' },
  ],
  maker({ pattern }, context) {
    const lengths = { minLength: 1, maxLength: context.maxLength ?? Number.POSITIVE_INFINITY }
    if (!context.unique) {
      const language = compilePattern(pattern, lengths)
      const capacity = Number(caselessPattern(pattern, lengths).size)
      return {
        capacity: Math.min(capacity, LARGEST_DOMAIN),
        make: (rows) => texts(mapRows(context.stream, rows, (draws) => language.draw(draws.fraction))),
      }
    }
    const language = caselessPattern(pattern, lengths)
    // Of more texts than can be numbered each number gets a stretch, in which one is drawn.
    const size = language.size < BigInt(LARGEST_DOMAIN) ? Number(language.size) : LARGEST_DOMAIN
    const stretch = language.size / BigInt(size)
    const { at } = permutation(context.stream, size)
    const within = substream(context.stream, 'within')
    const letters = substream(context.stream, 'case')
    return {
      capacity: size,
      make: (rows) => {
        const units = fractions(within, { ...rows, attempt: 0 })
        return texts(
          Array.from({ length: rows.length }, (_, i) => {
            const row = rows.numbers[i]!
            if (row >= size) throw beyondCapacity(size)
            const offset = stretch === 1n ? 0n : (BigInt(Math.floor(units[i]! * 9007199254740992)) * stretch) >> 53n
            const prefer = (place: number) => word(letters, row, place) >>> 31 === 1
            return language.at(BigInt(at(row)) * stretch + offset, prefer)
          }),
        )
      },
    }
  },
})
