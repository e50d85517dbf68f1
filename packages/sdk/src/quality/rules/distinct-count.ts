import { z } from 'zod'
import { keyColumn } from '../columns/key-column.ts'
import { KeySet } from '../columns/key-set.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { amountText, boundsText, nameSchema } from '../rule-parts.ts'

const count = z.number().int().nonnegative().optional()
const share = z.number().min(0).max(1).optional()

/** Different values, exact; their share is of the rows that hold one. Memory as of `unique`. */
export const distinctCount = defineRuleKind({
  type: 'distinctCount',
  group: 'consistencyRules',
  dimension: 'uniqueness',
  schema: z
    .strictObject({
      type: z.literal('distinctCount'),
      ...ruleBase,
      column: nameSchema,
      min: count,
      max: count,
      minShare: share,
      maxShare: share,
    })
    .refine(
      ({ min, max, minShare, maxShare }) => [min, max, minShare, maxShare].some((bound) => bound !== undefined),
      'say min, max, minShare or maxShare',
    ),
  about: 'The column holds so many different values, or such a share of them is different',
  demand: ({ column, min, max, minShare, maxShare }) =>
    [
      ...(min === undefined && max === undefined ? [] : [`${column} holds ${amountText(min, max, 'different value')}`]),
      ...(minShare === undefined && maxShare === undefined
        ? []
        : [`a share of ${boundsText(minShare, maxShare)} of ${column} is different values`]),
    ].join(', and '),
  columns: ({ column }) => [column],
  start({ column, min = 0, max = Number.POSITIVE_INFINITY, minShare = 0, maxShare = 1 }) {
    const seen = new KeySet()
    let rows = 0
    let looked = 0
    let present = 0
    return {
      add(batch, passes) {
        const { low, high, nulls } = keyColumn(batch, [column])
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (nulls !== undefined && nulls[row] === 1) continue
          present++
          seen.add(low[row]!, high[row]!)
        }
      },
      end() {
        if (present === 0) return notEvaluated(whyNothing(rows, looked))
        const ratio = seen.size / present
        const holds = seen.size >= min && seen.size <= max && ratio >= minShare && ratio <= maxShare
        return { considered: 1, failed: holds ? 0 : 1, value: seen.size, failedRows: [] }
      },
    }
  },
})
