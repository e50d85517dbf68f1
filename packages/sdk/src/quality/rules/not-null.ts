import { z } from 'zod'
import { vectorOf } from '../columns/vector-of.ts'
import { PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

export const notNull = defineRuleKind({
  type: 'notNull',
  group: 'completenessRules',
  dimension: 'completeness',
  schema: z.strictObject({ type: z.literal('notNull'), ...ruleBase, column: nameSchema }),
  about: 'The column holds a value; a JSON null is one, and so is an empty text',
  demand: ({ column }) => `${column} holds a value`,
  columns: ({ column }) => [column],
  start: ({ column }, context) =>
    rowTally(
      context,
      (batch, verdicts) => {
        const { nulls } = vectorOf(batch, column)
        // A null is 1 and so is FAIL.
        if (nulls === undefined) verdicts.fill(PASS)
        else verdicts.set(nulls.subarray(0, batch.length))
      },
      { allPass: (batch) => vectorOf(batch, column).nulls === undefined },
    ),
})
