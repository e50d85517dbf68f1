import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { spreadOf } from '../evaluate/moments.ts'
import { NumberList } from '../evaluate/number-list.ts'
import { notEvaluated } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

/** Deviations are of the sample (n − 1), outliers included. Numbers are kept until the end, 16 bytes each. */
export const zScore = defineRuleKind({
  type: 'zScore',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({
    type: z.literal('zScore'),
    ...ruleBase,
    column: nameSchema,
    max: z.number().positive().describe('So many standard deviations from the mean, at most'),
  }),
  about: 'The number lies within so many standard deviations of the mean; texts that are no number are not considered',
  demand: ({ column, max }) =>
    `${column} lies within ${max} standard ${max === 1 ? 'deviation' : 'deviations'} of its mean`,
  columns: ({ column }) => [column],
  start({ column, max }, { samples }) {
    const numbers = new NumberList(column, true)
    return {
      add: (batch, passes) => numbers.add(batch, passes),
      end() {
        const refusal = numbers.refusal(3)
        if (refusal !== undefined) return refusal
        const { values, rowNumbers } = numbers
        const { mean, deviation } = spreadOf(values)
        if (!(deviation > 0)) return notEvaluated('all numbers are equal, or one is infinite')
        const failedRows: number[] = []
        let failed = 0
        for (let i = 0; i < values.length; i++) {
          if (Math.abs(values[i]! - mean) <= max * deviation) continue
          failed++
          if (failedRows.length < samples) failedRows.push(rowNumbers[i]!)
        }
        return { considered: values.length, failed, failedRows }
      },
    }
  },
})
