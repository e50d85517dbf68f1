import { civilDateOf } from '../../model/calendar.ts'
import type { Distribution } from '../../model/schema.ts'
import { aliasTable } from '../../random/alias.ts'
import { fractions, indexShape } from '../../random/distribution.ts'
import { mapInt32 } from '../../random/map.ts'
import { type Rows, type Stream, substream } from '../../random/stream.ts'
import { optionsError } from '../define-kind.ts'
import { indexSource } from '../domain.ts'
import type { KindContext } from '../kind.ts'

/** Distributions of dates and times: mean, median and deviation are counted in days from the start of the window. */
export const timeDistributions = ['uniform', 'normal', 'log-normal', 'zipf', 'weighted', 'seasonal'] as const

const HOUR = 3_600_000_000
const DAY = 24 * HOUR

/** Nights are quiet, mornings and evenings busy. */
const usualHours = [2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 13, 13, 12, 12, 12, 12, 12, 13, 14, 15, 14, 11, 7, 4]
/** From Monday. */
const usualWeekdays = [10, 10, 10, 10, 11, 7, 6]
const usualMonths = [8, 7, 8, 8, 8, 8, 7, 7, 8, 9, 11, 12]

type Seasonal = Extract<Distribution, { name: 'seasonal' }>

const seasons = {
  day: { usual: usualHours, what: 'hours of a day' },
  week: { usual: usualWeekdays, what: 'days of a week' },
  year: { usual: usualMonths, what: 'months of a year' },
} as const

function weightsOf({ period, weights }: Seasonal): readonly number[] {
  const { usual, what } = seasons[period]
  if (weights === undefined) return usual
  if (weights.length !== usual.length) {
    throw optionsError(
      `distribution.weights: ${usual.length} weights are needed for the ${what}, ${weights.length} are given`,
    )
  }
  if (!weights.some((weight) => weight > 0)) throw optionsError('distribution.weights: one above 0 is needed')
  return weights
}

/** 0 is Monday; 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** Longer windows would need a table of as many days. */
const MOST_DAYS = 400_000

/** Chooses a day in [first, first + count) for a fraction. */
function seasonalDay(seasonal: Seasonal, first: number, count: number): (unit: number) => number {
  const weights = weightsOf(seasonal)
  if (seasonal.period === 'day') return (unit) => Math.floor(unit * count)
  if (count > MOST_DAYS) throw optionsError('a seasonal distribution needs a window of at most 1,000 years')
  const byWeek = seasonal.period === 'week'
  const table = Array.from({ length: count }, (_, i) =>
    byWeek ? weights[weekdayOf(first + i)]! : weights[civilDateOf(first + i).month - 1]!,
  )
  if (!table.some((weight) => weight > 0))
    throw optionsError('distribution.weights: no day of the window has a weight above 0')
  return aliasTable(table)
}

/** Days of a window, by the field's distribution; a permutation of them where it is unique. */
export function daySource(
  context: KindContext,
  first: number,
  last: number,
): { size: number; days(rows: Rows): Int32Array } {
  if (last < first) throw optionsError('from is after to')
  const size = last - first + 1
  const { distribution, stream } = context
  if (!context.unique && distribution?.name === 'seasonal') {
    const choose = seasonalDay(distribution, first, size)
    return { size, days: (rows) => mapInt32(fractions(stream, rows), (unit) => first + choose(unit)) }
  }
  const indices = indexSource(context, size)
  return {
    size,
    days: (rows) => {
      const drawn = indices(rows)
      const out = new Int32Array(rows.length)
      for (let i = 0; i < out.length; i++) out[i] = first + drawn[i]!
      return out
    },
  }
}

/** Moments of a window in steps of `step` microseconds, by the field's distribution. */
export function momentSource(
  context: KindContext,
  first: number,
  last: number,
  step: number,
): { size: number; micros(rows: Rows): Float64Array } {
  const from = Math.ceil(first / step)
  const to = Math.floor(last / step)
  if (to < from) throw optionsError('from is after to')
  const size = to - from + 1
  const { distribution, stream } = context
  if (!context.unique && distribution?.name === 'seasonal') {
    return { size, micros: seasonalMicros(distribution, stream, from * step, to * step, step) }
  }
  const indices = indexSource(context, size, { first: 0, step: step / DAY })
  return {
    size,
    micros: (rows) => {
      const drawn = indices(rows)
      for (let i = 0; i < drawn.length; i++) drawn[i] = (from + drawn[i]!) * step
      return drawn
    },
  }
}

function seasonalMicros(
  seasonal: Seasonal,
  stream: Stream,
  from: number,
  to: number,
  step: number,
): (rows: Rows) => Float64Array {
  const firstDay = Math.floor(from / DAY)
  const choose = seasonalDay(seasonal, firstDay, Math.floor(to / DAY) - firstDay + 1)
  const hourShape = indexShape(
    seasonal.period === 'day' ? { name: 'weighted', weights: [...weightsOf(seasonal)] } : { name: 'uniform' },
    24,
  )
  const hours = substream(stream, 'hour')
  const within = substream(stream, 'within')
  return (rows) => {
    const days = fractions(stream, rows)
    const hour = fractions(hours, rows)
    const rest = fractions(within, rows)
    return days.map((unit, i) => {
      const exact = (firstDay + choose(unit)) * DAY + hourShape(hour[i]!) * HOUR + rest[i]! * HOUR
      // The first and last day of a window may be days in part.
      const inside = Math.min(to, Math.max(from, exact))
      return Math.floor(inside / step) * step
    })
  }
}
