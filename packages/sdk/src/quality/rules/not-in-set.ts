import { z } from 'zod'
import { ValueSet } from '../columns/value-set.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, scalarSchema, valuesText } from '../rule-parts.ts'

export const notInSet = defineRuleKind({
  type: 'notInSet',
  group: 'formatRules',
  dimension: 'validity',
  schema: z.strictObject({
    type: z.literal('notInSet'),
    ...ruleBase,
    column: nameSchema,
    values: z.array(scalarSchema).min(1),
  }),
  about: 'The value is none of a list',
  demand: ({ column, values }) => `${column} is none of ${valuesText(values)}`,
  columns: ({ column }) => [column],
  start({ column, values }, context) {
    const among = new ValueSet(values)
    return rowTally(context, (batch, verdicts) => among.judge(vectorOf(batch, column), verdicts, true))
  },
})
