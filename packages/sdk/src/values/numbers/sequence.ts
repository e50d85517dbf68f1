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
    end: z.number().int().optional().describe('number that is not passed'),
  }),
  examples: [{}, { start: 1000, step: -10 }],
  maker({ start, step, end }, context) {
    const largest = largestIn(context, Number.MAX_SAFE_INTEGER)
    // The sign of a number below 0 takes a character as well.
    const limit = step > 0 ? largest : largest < Number.MAX_SAFE_INTEGER ? Math.floor(largest / 10) : largest
    const fitting = steps(step > 0 ? start : -start, limit, step)
    if (fitting < 1) throw optionsError(`start: ${start} doesn't fit into ${context.maxLength} characters`)
    const capacity =
      end === undefined ? fitting : Math.min(fitting, steps(start * Math.sign(step), end * Math.sign(step), step))
    if (capacity < 1) throw optionsError(`end: ${end} is passed before the first number, ${start}`)
    return {
      capacity,
      make: (rows) => {
        if (context.unique || end !== undefined) refuseBeyond(rows, capacity)
        return ints(mapFloat64(rows.numbers, (row) => start + row * step))
      },
    }
  },
})

function steps(from: number, to: number, step: number): number {
  return Math.floor((to - from) / Math.abs(step)) + 1
}
