import { z } from 'zod'
import { compareColumns, orderOfField } from '../columns/order.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

export const pairEqual = defineRuleKind({
  type: 'pairEqual',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('pairEqual'),
    ...ruleBase,
    columns: z.tuple([nameSchema, nameSchema]),
    not: z.boolean().optional().describe('They must differ'),
  }),
  about: 'Two columns are equal in the same row, or differ; rows in which one is null are not considered',
  demand: ({ columns: [first, second], not }) => `${first} and ${second} ${not === true ? 'differ' : 'are equal'}`,
  columns: ({ columns }) => columns,
  start({ columns: [first, second], not = false }, context) {
    const order = orderOfField(context.fields?.get(first))
    const shared = order === orderOfField(context.fields?.get(second)) ? order : undefined
    let signs = new Int8Array(0)
    return rowTally(
      context,
      (batch, verdicts) => {
        if (signs.length < batch.length) signs = new Int8Array(batch.length)
        compareColumns(vectorOf(batch, first), vectorOf(batch, second), shared, signs, verdicts)
        for (let row = 0; row < batch.length; row++) {
          if (verdicts[row] === PASS && (signs[row] === 0) === not) verdicts[row] = FAIL
        }
      },
      { unfit: `${first} and ${second} cannot be compared` },
    )
  },
})
