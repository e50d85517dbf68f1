import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { againstBounds } from '../evaluate/entity-measure.ts'
import { sumOf } from '../evaluate/moments.ts'
import { NumberList } from '../evaluate/number-list.ts'
import { notEvaluated } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { boundsText, nameSchema } from '../rule-parts.ts'

/** Of the numbers of both columns, each on its own; 8 bytes a number are kept. */
export const ratioOfSums = defineRuleKind({
  type: 'ratioOfSums',
  group: 'businessRules',
  dimension: 'business',
  schema: z
    .strictObject({
      type: z.literal('ratioOfSums'),
      ...ruleBase,
      numerator: nameSchema,
      denominator: nameSchema,
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both'),
  about: 'The sum of one column is such a part of the sum of another',
  demand: ({ numerator, denominator, min, max }) =>
    `the sum of ${numerator} over that of ${denominator} is ${boundsText(min, max)}`,
  columns: ({ numerator, denominator }) => [numerator, denominator],
  start({ numerator, denominator, min, max }) {
    const above = new NumberList(numerator)
    const below = new NumberList(denominator)
    return {
      add(batch, passes) {
        above.add(batch, passes)
        below.add(batch, passes)
      },
      end() {
        const refusal = above.refusal(1) ?? below.refusal(1)
        if (refusal !== undefined) return refusal
        const divisor = sumOf(below.values)
        if (divisor === 0) return notEvaluated(`the sum of ${denominator} is 0`)
        return againstBounds(sumOf(above.values) / divisor, min, max)
      },
    }
  },
})
