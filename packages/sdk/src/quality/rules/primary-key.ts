import { z } from 'zod'
import { keyColumn } from '../columns/key-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { FAIL } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { judgeSeen } from '../evaluate/seen-before.ts'
import { ruleBase } from '../rule-base.ts'
import { namesSchema, namesText } from '../rule-parts.ts'

/** A row fails where one of the columns is null, or where an earlier row has its values; memory as of `unique`. */
export const primaryKey = defineRuleKind({
  type: 'primaryKey',
  group: 'consistencyRules',
  dimension: 'uniqueness',
  schema: z.strictObject({ type: z.literal('primaryKey'), ...ruleBase, columns: namesSchema }),
  about: 'Some columns hold a value in every row, and together they are unique',
  demand: ({ columns }) => `${namesText(columns)} ${columns.length > 1 ? 'are' : 'is'} a key: never null, never twice`,
  columns: ({ columns }) => columns,
  start({ columns }, context) {
    const seen = new KeySet()
    return rowTally(context, (batch, verdicts, passes) =>
      judgeSeen(seen, keyColumn(batch, columns), passes, FAIL, verdicts),
    )
  },
})
