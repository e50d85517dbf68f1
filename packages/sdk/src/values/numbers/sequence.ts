import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { refuseBeyond } from '../domain.ts'
import { ints } from '../vectors.ts'
import { largestIn } from './range.ts'

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
  maker({ start, step }, context) {
    const largest = largestIn(context, Number.MAX_SAFE_INTEGER)
    // The sign of a number below 0 takes a character as well.
    const limit = step > 0 ? largest : largest < Number.MAX_SAFE_INTEGER ? Math.floor(largest / 10) : largest
    const capacity = Math.floor((limit - (step > 0 ? start : -start)) / Math.abs(step)) + 1
    if (capacity < 1) throw optionsError(`start: ${start} doesn't fit into ${context.maxLength} characters`)
    return {
      capacity,
      make: (rows) => {
        if (context.unique) refuseBeyond(rows, capacity)
        return ints(mapFloat64(rows.numbers, (row) => start + row * step))
      },
    }
  },
})
