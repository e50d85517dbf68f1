import { z } from 'zod'
import { NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { columnsRead, RowExpression } from '../evaluate/row-expression.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { expressionSchema } from '../expression-schema.ts'
import { ruleBase } from '../rule-base.ts'

export const conditional = defineRuleKind({
  type: 'conditional',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({
    type: z.literal('conditional'),
    ...ruleBase,
    when: expressionSchema,
    then: expressionSchema,
  }),
  about: 'Where one expression is true, so is another; rows in which the other is null are not considered',
  demand: ({ when, then }) => `where ${when}: ${then}`,
  columns: ({ when, then }) => [...new Set([...columnsRead(when), ...columnsRead(then)])],
  readsExpressions: true,
  start({ when, then }, { fields, now, samples }) {
    const condition = new RowExpression(when, fields, now)
    const consequence = new RowExpression(then, fields, now)
    let met = new Uint8Array(0)
    return rowTally(
      { samples },
      (batch, verdicts) => {
        if (met.length < batch.length) met = new Uint8Array(batch.length)
        condition.judge(batch, met)
        consequence.judge(batch, verdicts)
        for (let row = 0; row < batch.length; row++) if (met[row] !== PASS) verdicts[row] = NULL
      },
      {
        nothing: 'there is no row of which the condition is true and the other expression is not null',
        trouble: () => condition.trouble ?? consequence.trouble,
      },
    )
  },
})
