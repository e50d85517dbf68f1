import { z } from 'zod'
import { compareColumns, orderOfField } from '../columns/order.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

export const pairGreater = defineRuleKind({
  type: 'pairGreater',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('pairGreater'),
    ...ruleBase,
    lesser: nameSchema,
    greater: nameSchema,
    orEqual: z.boolean().optional().describe('Both may be equal'),
  }),
  about: 'One column is greater than another in the same row; rows in which one is null are not considered',
  demand: ({ lesser, greater, orEqual }) =>
    `${greater} is greater than ${lesser}${orEqual === true ? ', or equal' : ''}`,
  columns: ({ lesser, greater }) => [lesser, greater],
  start({ lesser, greater, orEqual = false }, context) {
    const order = orderOfField(context.fields?.get(greater))
    const shared = order === orderOfField(context.fields?.get(lesser)) ? order : undefined
    let signs = new Int8Array(0)
    return rowTally(
      context,
      (batch, verdicts) => {
        if (signs.length < batch.length) signs = new Int8Array(batch.length)
        compareColumns(vectorOf(batch, greater), vectorOf(batch, lesser), shared, signs, verdicts)
        const least = orEqual ? 0 : 1
        for (let row = 0; row < batch.length; row++) {
          if (verdicts[row] === PASS && signs[row]! < least) verdicts[row] = FAIL
        }
      },
      { unfit: `${lesser} and ${greater} have no order` },
    )
  },
})
