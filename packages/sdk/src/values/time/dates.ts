import { z } from 'zod'
import { defineKind } from '../define-kind.ts'
import type { Kind } from '../kind.ts'
import { dates, timestamps } from '../vectors.ts'
import { daySource, momentSource, timeDistributions } from './day-source.ts'
import { dateOption, dayOf, microsOf, momentOption, REFERENCE_DATE, WINDOW_FROM, WINDOW_TO } from './window.ts'

const steps = { second: 1_000_000, millisecond: 1000, microsecond: 1 } as const
const precision = z.enum(['second', 'millisecond', 'microsecond']).default('second')
const isZoned = (type: string | undefined) => type !== 'timestamp'

export const date = defineKind({
  name: 'date',
  group: 'time',
  summary: 'Day',
  type: 'date',
  options: z.strictObject({ from: dateOption.default(WINDOW_FROM), to: dateOption.default(WINDOW_TO) }),
  distributions: timeDistributions,
  examples: [{}, { from: '2024-02-01', to: '2024-02-29' }],
  maker({ from, to }, context) {
    const { size, days } = daySource(context, dayOf(from), dayOf(to))
    return { capacity: size, make: (rows) => dates(days(rows)) }
  },
})

export const timestamp = defineKind({
  name: 'timestamp',
  group: 'time',
  summary: 'Point in time; a wall-clock time where the field is a timestamp without zone',
  type: 'timestamptz',
  options: z.strictObject({
    from: momentOption.default(WINDOW_FROM),
    to: momentOption.default(WINDOW_TO).describe('a day is meant whole'),
    precision,
  }),
  distributions: timeDistributions,
  examples: [{}, { from: '2024-05-01T08:00:00Z', to: '2024-05-01T09:00:00Z', precision: 'millisecond' }],
  maker({ from, to, precision }, context) {
    const { size, micros } = momentSource(context, microsOf(from), microsOf(to, true), steps[precision])
    return { capacity: size, make: (rows) => timestamps(micros(rows), isZoned(context.type)) }
  },
})

/** A window of days on one side of the reference date. */
function aside(name: string, summary: string, sign: 1 | -1, usual: number): Kind {
  return defineKind({
    name,
    group: 'time',
    summary,
    type: 'timestamptz',
    options: z.strictObject({
      days: z.number().int().min(1).max(365_250).default(usual).describe('how far it is away at most'),
      reference: dateOption.default(REFERENCE_DATE).describe('the day that counts as today'),
      precision,
    }),
    distributions: timeDistributions,
    examples: [{}, { days: 7, reference: '2024-06-30' }],
    maker({ days, reference, precision }, context) {
      const now = microsOf(reference)
      const span = days * 86_400_000_000
      const step = steps[precision]
      const source = momentSource(context, sign < 0 ? now - span : now + step, sign < 0 ? now - step : now + span, step)
      return { capacity: source.size, make: (rows) => timestamps(source.micros(rows), isZoned(context.type)) }
    },
  })
}

export const past = aside('past', 'Point in time before the reference date', -1, 1095)
export const future = aside('future', 'Point in time after the reference date', 1, 365)
export const recent = aside('recent', 'Point in time in the last days before the reference date', -1, 14)
