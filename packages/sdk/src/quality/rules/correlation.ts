import { z } from 'zod'
import { numberColumn } from '../columns/number-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { againstBounds } from '../evaluate/entity-measure.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { boundsText, nameSchema } from '../rule-parts.ts'

const share = z.number().min(-1).max(1).optional()

/** Pearson's, of the rows that hold two finite numbers; in one pass by Welford, so that large numbers lose no digits. */
export const correlation = defineRuleKind({
  type: 'correlation',
  group: 'businessRules',
  dimension: 'business',
  schema: z
    .strictObject({
      type: z.literal('correlation'),
      ...ruleBase,
      columns: z.tuple([nameSchema, nameSchema]),
      min: share,
      max: share,
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both'),
  about: 'The correlation of two columns lies between bounds',
  demand: ({ columns: [first, second], min, max }) =>
    `the correlation of ${first} and ${second} is ${boundsText(min, max)}`,
  columns: ({ columns }) => columns,
  start({ columns: [first, second], min, max }) {
    let n = 0
    let rows = 0
    let looked = 0
    let meanX = 0
    let meanY = 0
    let xx = 0
    let yy = 0
    let xy = 0
    return {
      add(batch, passes) {
        const x = numberColumn(vectorOf(batch, first))
        const y = numberColumn(vectorOf(batch, second))
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (x.marks[row] !== PASS || y.marks[row] !== PASS) continue
          const dx = x.values[row]! - meanX
          const dy = y.values[row]! - meanY
          if (!Number.isFinite(dx) || !Number.isFinite(dy)) continue
          n++
          meanX += dx / n
          meanY += dy / n
          xx += dx * (x.values[row]! - meanX)
          yy += dy * (y.values[row]! - meanY)
          xy += dx * (y.values[row]! - meanY)
        }
      },
      end() {
        const few = `it takes 3 rows with two numbers or more, and there are ${n}`
        if (n < 3) return notEvaluated(whyNothing(rows, looked, few))
        if (xx <= 0 || yy <= 0) return notEvaluated('a column holds one number only')
        return againstBounds(xy / Math.sqrt(xx * yy), min, max)
      },
    }
  },
})
