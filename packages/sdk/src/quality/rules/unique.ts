import { z } from 'zod'
import { keyColumn } from '../columns/key-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { NULL } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { judgeSeen } from '../evaluate/seen-before.ts'
import { ruleBase } from '../rule-base.ts'
import { namesSchema, namesText } from '../rule-parts.ts'

/**
 * A row fails where an earlier one has its values: failed = rows without a null − distinct values. Keys are told apart
 * by 64 bits (columns/hash-column.ts), so equal ones are always found; memory is 11 to 23 bytes a distinct key.
 */
export const unique = defineRuleKind({
  type: 'unique',
  group: 'consistencyRules',
  dimension: 'uniqueness',
  schema: z.strictObject({
    type: z.literal('unique'),
    ...ruleBase,
    columns: namesSchema.describe('Their values together; rows in which one is null are not considered'),
  }),
  about: 'No value, or no combination of the values of some columns, stands twice',
  demand: ({ columns }) => `${namesText(columns)} ${columns.length > 1 ? 'together are' : 'is'} unique`,
  columns: ({ columns }) => columns,
  start({ columns }, context) {
    const seen = new KeySet()
    return rowTally(context, (batch, verdicts, passes) =>
      judgeSeen(seen, keyColumn(batch, columns), passes, NULL, verdicts),
    )
  },
})
