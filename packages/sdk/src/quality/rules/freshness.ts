import { z } from 'zod'
import { formatTimestamp } from '../../model/calendar.ts'
import { momentColumn } from '../columns/moment-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { NULL, PASS } from '../columns/verdict.ts'
import { defineRuleKind } from '../define-rule-kind.ts'
import { notEvaluated, whyNothing } from '../evaluate/row-tally.ts'
import { ruleBase } from '../rule-base.ts'
import type { Measured } from '../rule-kind.ts'
import { nameSchema } from '../rule-parts.ts'

const units = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** The newest moment of the column is no older than so, by the clock that the run is given. */
export const freshness = defineRuleKind({
  type: 'freshness',
  group: 'businessRules',
  dimension: 'timeliness',
  schema: z.strictObject({
    type: z.literal('freshness'),
    ...ruleBase,
    column: nameSchema,
    maxAge: z
      .string()
      .regex(/^[1-9]\d{0,5}[mhdw]$/, 'must be a number and m, h, d or w, such as 36h')
      .describe('Minutes, hours, days or weeks: 90m, 36h, 7d, 2w'),
  }),
  about: 'The newest date or moment of the column is not older than so',
  demand: ({ column, maxAge }) => `the newest ${column} is at most ${maxAge} old`,
  columns: ({ column }) => [column],
  start({ column, maxAge }, { now }) {
    let newest = Number.NEGATIVE_INFINITY
    let rows = 0
    let looked = 0
    let present = 0
    let moments = 0
    return {
      add(batch, passes) {
        const { values, marks } = momentColumn(vectorOf(batch, column))
        rows += batch.length
        for (let row = 0; row < batch.length; row++) {
          if (passes !== undefined && passes[row] === 0) continue
          looked++
          if (marks[row] !== NULL) present++
          if (marks[row] !== PASS) continue
          moments++
          if (values[row]! > newest) newest = values[row]!
        }
      },
      end() {
        if (present === 0) return notEvaluated(whyNothing(rows, looked))
        if (moments === 0) return notEvaluated('no value is a date or a moment')
        return freshnessOf(newest, maxAge, now)
      },
    }
  },
})

/** @param newest microseconds since 1970 */
export function freshnessOf(newest: number, maxAge: string, now: Date): Measured {
  const seconds = Number(maxAge.slice(0, -1)) * units[unitOf(maxAge)]
  const age = now.getTime() / 1000 - newest / 1_000_000
  return { considered: 1, failed: age > seconds ? 1 : 0, value: formatTimestamp(newest, true), failedRows: [] }
}

/** A cast: the pattern of the schema leaves nothing else. */
function unitOf(maxAge: string): keyof typeof units {
  return maxAge.slice(-1) as keyof typeof units
}
