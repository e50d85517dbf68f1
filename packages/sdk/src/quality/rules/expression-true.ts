import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { columnsRead, RowExpression } from '../evaluate/row-expression.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { expressionSchema } from '../expression-schema.ts'
import { ruleBase } from '../rule-base.ts'

export const expressionTrue = defineRuleKind({
  type: 'expressionTrue',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({ type: z.literal('expressionTrue'), ...ruleBase, expression: expressionSchema }),
  about: 'An expression over the columns of a row is true; rows in which it is null are not considered',
  demand: ({ expression }) => expression,
  columns: ({ expression }) => columnsRead(expression),
  readsExpressions: true,
  start({ expression }, { fields, now, samples }) {
    const condition = new RowExpression(expression, fields, now)
    return rowTally({ samples }, (batch, verdicts) => condition.judge(batch, verdicts), {
      nothing: 'the expression is null in every row',
      trouble: () => condition.trouble,
    })
  },
})
