import { z } from 'zod'
import { grown } from '../columns/grown.ts'
import { orderOfField, placeColumn } from '../columns/order.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { FirstRows } from '../evaluate/first-rows.ts'
import { KeyedRows } from '../evaluate/keyed-rows.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema, namesSchema, namesText } from '../rule-parts.ts'

/**
 * In the order of their lower ends, a range fails that begins before all earlier ones have ended, or that ends before it
 * begins. A null at the upper end is open, at the lower one the row is not considered. Memory: 32 bytes a row, 17 to 34 a group.
 */
export const mutuallyExclusiveRanges = defineRuleKind({
  type: 'mutuallyExclusiveRanges',
  group: 'businessRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('mutuallyExclusiveRanges'),
    ...ruleBase,
    low: nameSchema,
    high: nameSchema,
    groupBy: namesSchema.optional(),
    gaps: z.enum(['allowed', 'none']).optional().describe('none: each begins where the one before ends'),
    inclusive: z.boolean().optional().describe('The upper end belongs to the range: the next begins after it'),
  }),
  about: 'Ranges do not overlap, within groups or of all rows, with gaps between them or without',
  demand: ({ low, high, groupBy, gaps }) =>
    `the ranges from ${low} to ${high} do not overlap${gaps === 'none' ? ' and leave no gap' : ''}${groupBy === undefined ? '' : ` within ${namesText(groupBy)}`}`,
  columns: ({ low, high, groupBy = [] }) => [low, high, ...groupBy],
  start({ low, high, groupBy = [], gaps = 'allowed', inclusive = false }, { fields, samples }) {
    const order = orderOfField(fields?.get(low))
    const ranges = new KeyedRows(groupBy)
    let ends = new Float64Array(0)
    let count = 0
    return {
      add(batch, passes) {
        const upper = placeColumn(vectorOf(batch, high), order)
        const marks = new Int32Array(batch.length)
        ends = grown(ends, count + batch.length)
        for (let row = 0; row < batch.length; row++) {
          marks[row] = count
          const mark = upper.marks[row]
          ends[count++] = mark === PASS ? upper.values[row]! : mark === NULL ? Number.POSITIVE_INFINITY : Number.NaN
        }
        ranges.add(batch, passes, placeColumn(vectorOf(batch, low), order), marks)
      },
      end() {
        if (ranges.count === 0) return notEvaluated(whyNothing(ranges.rows, ranges.looked))
        const first = new FirstRows(samples)
        let failed = 0
        let group = -1
        let reached = 0
        for (const at of ranges.sorted('by row')) {
          const begin = ranges.placeAt(at)
          const end = ends[ranges.markAt(at)]!
          const isFirst = ranges.keyAt(at) !== group
          group = ranges.keyAt(at)
          const overlaps = !isFirst && (inclusive ? begin <= reached : begin < reached)
          const gapes = !isFirst && gaps === 'none' && begin > reached
          reached = isFirst || end > reached ? end : reached
          if (end >= begin && !overlaps && !gapes) continue
          failed++
          first.add(ranges.rowAt(at))
        }
        return { considered: ranges.count, failed, failedRows: first.rows }
      },
    }
  },
})
