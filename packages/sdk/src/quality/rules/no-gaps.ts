import { z } from 'zod'
import { civilDateOf, microsPerDay } from '../../model/calendar.ts'
import { momentColumn } from '../columns/moment-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import { nameSchema } from '../rule-parts.ts'

const periods = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
type Period = (typeof periods)[number]

const most = 1_000_000

/** Considers the periods from the first moment to the last. At most a million different ones are kept, some 40 bytes each. */
export const noGaps = defineRuleKind({
  type: 'noGaps',
  group: 'completenessRules',
  dimension: 'completeness',
  schema: z.strictObject({
    type: z.literal('noGaps'),
    ...ruleBase,
    column: nameSchema,
    every: z.enum(periods).describe('Of UTC; weeks begin on Monday'),
  }),
  about: 'From the first moment to the last there is one in every day, or hour, week, month …',
  demand: ({ column, every }) => `there is a ${column} in every ${every}`,
  columns: ({ column }) => [column],
  start({ column, every }) {
    const seen = new Set<number>()
    let first = Number.POSITIVE_INFINITY
    let last = Number.NEGATIVE_INFINITY
    let rows = 0
    let looked = 0
    let present = 0
    return {
      add(batch, passes) {
        const { values, marks } = momentColumn(vectorOf(batch, column))
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (marks[row] !== NULL) present++
          if (marks[row] !== PASS || !Number.isFinite(values[row])) continue
          const period = periodOf(values[row]!, every)
          if (seen.size <= most) seen.add(period)
          if (period < first) first = period
          if (period > last) last = period
        }
      },
      end() {
        if (present === 0) return notEvaluated(whyNothing(rows, looked))
        if (seen.size === 0) return notEvaluated('no value is a date or a moment')
        if (seen.size > most) return notEvaluated(`there are more than ${most.toLocaleString('en-US')} periods`)
        const considered = last - first + 1
        return { considered, failed: considered - seen.size, failedRows: [] }
      },
    }
  },
})

const microsPerMinute = 60_000_000

function periodOf(micros: number, every: Period): number {
  const day = Math.floor(micros / microsPerDay)
  switch (every) {
    case 'minute':
      return Math.floor(micros / microsPerMinute)
    case 'hour':
      return Math.floor(micros / (60 * microsPerMinute))
    case 'day':
      return day
    case 'week':
      // 1970-01-01 was a Thursday.
      return Math.floor((day + 3) / 7)
    case 'month': {
      const { year, month } = civilDateOf(day)
      return year * 12 + month
    }
    case 'year':
      return civilDateOf(day).year
  }
}
