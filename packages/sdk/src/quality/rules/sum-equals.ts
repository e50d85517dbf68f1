import { z } from 'zod'
import { numberColumn } from '../columns/number-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { rowTally } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/** Within `within`, and within the 1e-12th part of the greatest of the numbers, which is what doubles lose. */
export const sumEquals = defineRuleKind({
  type: 'sumEquals',
  group: 'businessRules',
  dimension: 'business',
  schema: z.strictObject({
    type: z.literal('sumEquals'),
    ...ruleBase,
    columns: namesSchema,
    total: z.union([z.number(), nameSchema]).describe('A number, or the column that holds the sum'),
    within: z.number().nonnegative().optional().describe('So much may be missing or too much; nothing where left out'),
  }),
  about: 'The numbers of some columns add up to a number, or to another column; rows with a null are not considered',
  demand: ({ columns, total, within }) =>
    `${namesText(columns)} add up to ${total}${within === undefined ? '' : `, within ${within}`}`,
  columns: ({ columns, total }) => (typeof total === 'string' ? [...columns, total] : columns),
  start({ columns, total, within = 0 }, context) {
    let sums = new Float64Array(0)
    let greatest = new Float64Array(0)
    const take = (batch: Parameters<typeof vectorOf>[0], name: string, sign: number, verdicts: Uint8Array) => {
      const { values, marks } = numberColumn(vectorOf(batch, name))
      for (let row = 0; row < batch.length; row++) {
        const value = values[row]!
        sums[row]! += sign * value
        greatest[row] = Math.max(greatest[row]!, Math.abs(value))
        const mark = marks[row]!
        if (mark !== PASS && verdicts[row] !== NULL)
          verdicts[row] = mark === NULL ? NULL : Math.max(mark, verdicts[row]!)
      }
    }
    return rowTally(
      context,
      (batch, verdicts) => {
        if (sums.length < batch.length) {
          sums = new Float64Array(batch.length)
          greatest = new Float64Array(batch.length)
        }
        sums.fill(typeof total === 'number' ? -total : 0)
        greatest.fill(typeof total === 'number' ? Math.abs(total) : 0)
        verdicts.fill(PASS)
        for (const name of columns) take(batch, name, 1, verdicts)
        if (typeof total === 'string') take(batch, total, -1, verdicts)
        for (let row = 0; row < batch.length; row++) {
          if (verdicts[row] !== PASS) continue
          const holds = Math.abs(sums[row]!) <= within + greatest[row]! * 1e-12
          if (!holds) verdicts[row] = FAIL
        }
      },
      { unfit: 'no value is a number' },
    )
  },
})
