import { z } from 'zod'
import { valueForms } from '../../value-form.ts'
import { defineTransform } from '../define-transform.ts'

const options = z.strictObject({
  value: z
    .string()
    .describe('what stands in every row, as the database writes it: text, a number, {} for an empty list'),
})

export const constant = defineTransform({
  name: 'constant',
  group: 'any',
  summary: 'The same value in every row',
  options,
  examples: [{ value: 'n/a' }, { value: '0' }],
  accepts: valueForms,
  whole: true,
  promises: ({ value }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'lost',
    longest: () => [...value].length,
    mayKeep: 'a row that held this very value already',
  }),
  mask: ({ value }) => ({ value: () => value }),
})
