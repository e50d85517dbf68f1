import { z } from 'zod'
import type { Batch } from '../../model/batch.ts'
import { type HashColumn, hashColumn, hashText } from '../columns/hash-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { FAIL } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { judgeSeen } from '../evaluate/seen-before.ts'
import { ruleBase } from '../rule-base.ts'
import { namesSchema, namesText } from '../rule-parts.ts'

/**
 * A row fails where an earlier one has the same in every column, nulls included; memory as of `unique`. Columns go by
 * their names, in whichever order they come.
 */
export const duplicateRows = defineRuleKind({
  type: 'duplicateRows',
  group: 'consistencyRules',
  dimension: 'uniqueness',
  schema: z.strictObject({
    type: z.literal('duplicateRows'),
    ...ruleBase,
    except: namesSchema.optional().describe('Columns that are not looked at, such as a number of the row'),
  }),
  about: 'No row is the same as an earlier one in all of its columns',
  demand: ({ except }) =>
    except === undefined ? 'no row stands twice' : `no row stands twice, ${namesText(except)} aside`,
  columns: () => [],
  readsAll: true,
  start({ except = [] }, context) {
    const seen = new KeySet()
    return rowTally(context, (batch, verdicts, passes) =>
      judgeSeen(seen, { ...rowHashes(batch, except), nulls: undefined }, passes, FAIL, verdicts),
    )
  },
})

/** A sum over the columns, to which a null adds nothing: a column that a batch leaves out is one of nulls. */
function rowHashes({ columns, length }: Batch, except: readonly string[]): HashColumn {
  const sum = { low: new Int32Array(length), high: new Int32Array(length) }
  const ofName = { low: new Int32Array(1), high: new Int32Array(1) }
  for (const { name, vector } of columns) {
    if (except.includes(name)) continue
    hashText(name, ofName, 0)
    const [nameLow = 0] = ofName.low
    const [nameHigh = 0] = ofName.high
    const { low, high } = hashColumn(vector)
    const { nulls } = vector
    for (let row = 0; row < length; row++) {
      if (nulls !== undefined && nulls[row] === 1) continue
      const a = Math.imul(low[row]! ^ nameLow, 0x9e3779b1)
      const b = Math.imul(high[row]! ^ nameHigh, 0x85ebca6b)
      sum.low[row]! += a ^ (b >>> 15)
      sum.high[row]! += b ^ (a >>> 13)
    }
  }
  return sum
}
