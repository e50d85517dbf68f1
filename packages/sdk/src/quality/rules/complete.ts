import { z } from 'zod'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { namesSchema, namesText } from '../rule-parts.ts'

export const complete = defineRuleKind({
  type: 'complete',
  group: 'completenessRules',
  dimension: 'completeness',
  schema: z.strictObject({
    type: z.literal('complete'),
    ...ruleBase,
    columns: namesSchema,
    needs: z.enum(['all', 'any']).describe('all: every one of the columns holds a value; any: at least one does'),
  }),
  about: 'All of some columns hold a value, or at least one of them does',
  demand: ({ columns, needs }) =>
    `${needs === 'all' ? 'all' : 'at least one'} of ${namesText(columns)} ${needs === 'all' ? 'hold' : 'holds'} a value`,
  columns: ({ columns }) => columns,
  start: ({ columns, needs }, context) =>
    rowTally(context, (batch, verdicts) => {
      const lists = columns.map((name) => vectorOf(batch, name).nulls)
      verdicts.fill(needs === 'all' ? PASS : FAIL)
      for (const nulls of lists) {
        if (needs === 'all') {
          if (nulls !== undefined) for (let row = 0; row < batch.length; row++) verdicts[row]! |= nulls[row]!
        } else if (nulls === undefined) verdicts.fill(PASS)
        else for (let row = 0; row < batch.length; row++) verdicts[row]! &= nulls[row]!
      }
    }),
})
