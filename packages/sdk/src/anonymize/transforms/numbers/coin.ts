import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'

const MILLION = 1_000_000

export const coin = defineTransform({
  name: 'coin',
  version: 2,
  group: 'numbers',
  summary: 'True or false by a coin that is thrown for the subject; of its value nothing is left',
  options: z.strictObject({
    share: z.number().min(0).max(1).default(0.5).describe('of true'),
    words: z
      .tuple([z.string(), z.string()])
      .optional()
      .describe(
        'what stands for true and for false in columns of text or numbers; default: 1 and 0, or true and false',
      ),
  }),
  examples: [{}, { share: 0.1 }, { words: ['Y', 'N'] }],
  accepts: ['boolean', 'integer', 'text'],
  promises: ({ words }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: (length) => Math.max(length, 5, ...(words ?? []).map((word) => word.length)),
    mayKeep: 'a value that is what the coin falls on',
  }),
  mask({ share, words }, { key, subject, column }) {
    const draws = keyedDraws(key, `coin of ${column.table} ${column.name}`)
    const subjectOf = subjectText(subject)
    const [yes, no] = words ?? (column.type.form === 'integer' ? ['1', '0'] : ['true', 'false'])
    const [heads, tails] = column.type.form === 'boolean' ? ['true', 'false'] : [yes, no]
    return { value: (text, row) => (draws.of(subjectOf(text, row)).below(MILLION) < share * MILLION ? heads : tails) }
  },
})
