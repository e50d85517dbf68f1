import { z } from 'zod'
import { defineKind } from '../define-kind.ts'
import { ints } from '../vectors.ts'

export const sequence = defineKind({
  name: 'sequence',
  group: 'numbers',
  summary: 'Counts the rows',
  type: 'integer',
  options: z.strictObject({
    start: z.number().int().default(1).describe('number of the first row'),
    step: z
      .number()
      .int()
      .refine((step) => step !== 0, 'a step other than 0 is needed')
      .default(1),
  }),
  examples: [{}, { start: 1000, step: -10 }],
  maker({ start, step }) {
    const capacity = Math.floor((Number.MAX_SAFE_INTEGER - Math.abs(start)) / Math.abs(step))
    return { capacity, make: ({ numbers }) => ints(numbers.map((row) => start + row * step)) }
  },
})
