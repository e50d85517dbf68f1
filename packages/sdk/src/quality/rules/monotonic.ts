import { z } from 'zod'
import { grown } from '../columns/grown.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeyTable } from '../columns/key-table.ts'
import { orderOfField, placeColumn } from '../columns/order.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/** Row by row against the last value of its group; the first of each is not considered. Memory: 25 to 42 bytes a group. */
export const monotonic = defineRuleKind({
  type: 'monotonic',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('monotonic'),
    ...ruleBase,
    column: nameSchema,
    direction: z.enum(['increasing', 'decreasing']),
    strict: z.boolean().optional().describe('No value follows itself'),
    step: z.number().optional().describe('Each is so much more than the last one; negative where they decrease'),
    groupBy: namesSchema.optional(),
  }),
  about: 'Numbers or moments do not fall, or do not rise, from row to row, of all rows or within groups',
  demand: ({ column, direction, strict, step, groupBy }) =>
    `${column} is ${strict === true ? 'strictly ' : ''}${direction} from row to row${step === undefined ? '' : ` by ${step}`}${groupBy === undefined ? '' : ` within ${namesText(groupBy)}`}`,
  columns: ({ column, groupBy = [] }) => [column, ...groupBy],
  start({ column, direction, strict = false, step, groupBy }, context) {
    const order = orderOfField(context.fields?.get(column))
    const groups = new KeyTable()
    let last = new Float64Array(0)
    const sign = direction === 'increasing' ? 1 : -1
    return rowTally(
      context,
      (batch, verdicts, passes) => {
        const { values, marks } = placeColumn(vectorOf(batch, column), order)
        const key = groupBy && keyColumn(batch, groupBy)
        for (let row = 0; row < batch.length; row++) {
          verdicts[row] = NULL
          if (passes !== undefined && passes[row] === 0) continue
          if (key?.nulls?.[row] === 1) continue
          if (marks[row] !== PASS) {
            verdicts[row] = marks[row]!
            continue
          }
          const known = groups.size
          const group = groups.add(key?.low[row] ?? 0, key?.high[row] ?? 0)
          last = grown(last, group)
          const value = values[row]!
          const difference = sign * (value - last[group]!)
          last[group] = value
          if (group === known) continue
          const holds =
            (strict ? difference > 0 : difference >= 0) && (step === undefined || difference === sign * step)
          verdicts[row] = holds ? PASS : FAIL
        }
      },
      { nothing: 'no row follows another one', unfit: 'no value is a number or a moment' },
    )
  },
})
