import { z } from 'zod'
import { defineTransform } from '../define-transform.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'

export const oneOf = defineTransform({
  name: 'one-of',
  version: 2,
  group: 'numbers',
  summary: 'One of a list, chosen for the value or for its subject: sex, status, and whatever else has few values',
  options: z.strictObject({
    values: z.array(z.string()).min(1).describe('as the database writes them'),
    by: z.enum(['value', 'subject']).default('subject').describe('value: equal values become equal ones'),
  }),
  examples: [{ values: ['female', 'male', 'other'] }, { values: ['1', '2', '3'], by: 'value' }],
  accepts: ['text', 'integer', 'decimal', 'float', 'date', 'time', 'timestamp', 'instant', 'uuid', 'enum', 'boolean'],
  promises: ({ values }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: () => Math.max(...values.map((value) => [...value].length)),
    mayKeep: 'a value that is the one chosen',
  }),
  mask({ values, by }, context) {
    const draws = keyedDraws(context.key, 'one of')
    const subjectOf = subjectText(by === 'subject' ? context.subject : undefined)
    return { value: (text, row) => values[draws.of(subjectOf(text, row)).below(values.length)]! }
  },
})
