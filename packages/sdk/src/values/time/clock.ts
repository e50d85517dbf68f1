import { z } from 'zod'
import { formatDate, formatTimestamp } from '../../model/calendar.ts'
import { fractions } from '../../random/distribution.ts'
import { mapFloat64, mapList } from '../../random/map.ts'
import { substream } from '../../random/stream.ts'
import { defineKind, indexDistributions, noOptions, optionsError } from '../define-kind.ts'
import { domainMaker, indexSource } from '../domain.ts'
import type { Kind, KindContext } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { derive } from '../lists.ts'
import { ints, texts, times } from '../vectors.ts'
import { dateOption, dayOf, microsOf, momentOption, WINDOW_FROM, WINDOW_TO } from './window.ts'

const clockOption = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is needed, such as 08:30')

function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

export const time = defineKind({
  name: 'time',
  group: 'time',
  summary: 'Time of day',
  type: 'time',
  options: z.strictObject({
    from: clockOption.default('00:00'),
    to: clockOption.default('23:59'),
    step: z.number().int().min(1).max(3600).default(1).describe('in seconds: 900 gives quarters of an hour'),
  }),
  distributions: indexDistributions,
  examples: [{}, { from: '08:00', to: '18:00', step: 900 }],
  maker({ from, to, step }, context) {
    const first = minutesOf(from) * 60
    const last = minutesOf(to) * 60 + 59
    if (last < first) throw optionsError('from is after to')
    return domainMaker(context, {
      size: Math.floor((last - first) / step) + 1,
      vector: (indices) => times(mapFloat64(indices, (i) => (first + i * step) * 1_000_000)),
    })
  },
})

const ISO_LONGEST = 'P365DT23H59M59S'.length

export const duration = defineKind({
  name: 'duration',
  group: 'time',
  summary: 'Length of time in ISO 8601, as Postgres takes it for an interval: PT1H30M',
  type: 'text',
  options: z.strictObject({
    min: z.number().int().min(0).default(60).describe('in seconds'),
    max: z.number().int().min(0).max(31_622_399).default(86_400).describe('in seconds'),
    step: z.number().int().min(1).default(60).describe('in seconds'),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: 0, max: 31_622_399, step: 1 }],
  maker({ min, max, step }, context) {
    if (max < min) throw optionsError('min is above max')
    const longest = max < 86_400 && step % 60 === 0 ? 'PT23H59M'.length : ISO_LONGEST
    if (context.maxLength !== undefined && context.maxLength < longest) {
      throw optionsError(`a duration takes up to ${longest} characters, and the column holds ${context.maxLength}`)
    }
    return domainMaker(
      context,
      {
        size: Math.floor((max - min) / step) + 1,
        vector: (indices) => texts(mapList(indices, (index) => isoDuration(min + index * step))),
      },
      { first: min, step },
    )
  },
})

function isoDuration(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor(seconds / 3600) % 24
  const minutes = Math.floor(seconds / 60) % 60
  const rest = seconds % 60
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${rest ? `${rest}S` : ''}`
  if (days === 0 && clock === '') return 'PT0S'
  return `P${days ? `${days}D` : ''}${clock ? `T${clock}` : ''}`
}

/** Beginning and end of a stretch of days or moments, as a Postgres range: the end does not belong to it. */
function stretch(
  context: KindContext,
  starts: { readonly size: number; at(index: number): string; length: number },
  most: number,
  endOf: (index: number, more: number) => string,
) {
  if (context.maxLength !== undefined && context.maxLength < 2 * starts.length + 3) {
    throw optionsError(`a range takes ${2 * starts.length + 3} characters, and the column holds ${context.maxLength}`)
  }
  const indices = indexSource(context, starts.size)
  const stream = substream(context.stream, 'length')
  return {
    capacity: starts.size,
    make: (rows: Parameters<typeof indices>[0]) => {
      const units = fractions(stream, rows)
      return texts(
        mapList(indices(rows), (index, i) => `[${starts.at(index)},${endOf(index, 1 + Math.floor(units[i]! * most))})`),
      )
    },
  }
}

export const dateRange = defineKind({
  name: 'date-range',
  group: 'time',
  summary: 'Postgres daterange: first day, and the day after the last',
  type: 'text',
  options: z.strictObject({
    from: dateOption.default(WINDOW_FROM),
    to: dateOption.default(WINDOW_TO).describe('last day on which it may begin'),
    days: z.number().int().min(1).max(36_525).default(30).describe('how long it is at most'),
  }),
  distributions: indexDistributions,
  examples: [{}, { days: 1 }],
  maker({ from, to, days }, context) {
    const first = dayOf(from)
    const size = dayOf(to) - first + 1
    if (size < 1) throw optionsError('from is after to')
    const at = (index: number) => formatDate(first + index)
    return stretch(context, { size, at, length: 10 }, days, (index, more) => at(index + more))
  },
})

export const timestampRange = defineKind({
  name: 'timestamp-range',
  group: 'time',
  summary: 'Postgres tstzrange or tsrange: beginning, and the moment after the end',
  type: 'text',
  options: z.strictObject({
    from: momentOption.default(WINDOW_FROM),
    to: momentOption.default(WINDOW_TO).describe('last day on which it may begin'),
    minutes: z.number().int().min(1).max(5_259_600).default(240).describe('how long it is at most'),
    zoned: z.boolean().default(true),
  }),
  distributions: indexDistributions,
  examples: [{}, { zoned: false, minutes: 15 }],
  maker({ from, to, minutes, zoned }, context) {
    const minute = 60_000_000
    const first = Math.ceil(microsOf(from) / minute)
    const size = Math.floor(microsOf(to, true) / minute) - first + 1
    if (size < 1) throw optionsError('from is after to')
    const at = (index: number) => `"${formatTimestamp((first + index) * minute, zoned)}"`
    return stretch(context, { size, at, length: zoned ? 24 : 21 }, minutes, (index, more) => at(index + more))
  },
})

export const year = defineKind({
  name: 'year',
  group: 'time',
  summary: 'Year',
  type: 'integer',
  options: z.strictObject({
    min: z.number().int().min(1).max(9999).default(2000),
    max: z.number().int().min(1).max(9999).default(2025),
  }),
  distributions: indexDistributions,
  maker({ min, max }, context) {
    if (max < min) throw optionsError('min is above max')
    return domainMaker(
      context,
      { size: max - min + 1, vector: (indices) => ints(mapFloat64(indices, (i) => min + i)) },
      { first: min, step: 1 },
    )
  },
})

function named(name: 'month' | 'weekday', summary: string, count: number): Kind {
  return defineKind({
    name,
    group: 'time',
    summary,
    type: 'text',
    options: noOptions,
    distributions: indexDistributions,
    maker(_, context) {
      const { words } = context.locale
      // Lists of some locales hold more forms of the same; calendars there begin on Sunday.
      const list = name === 'month' ? words.months : words.weekdays
      const exact = derive(list, `first ${count}`, (all) => all.slice(0, count))
      if (context.type === 'integer') {
        return domainMaker(context, { size: count, vector: (indices) => ints(mapFloat64(indices, (i) => i + 1)) })
      }
      return closedListMaker(context, exact)
    },
  })
}

export const month = named(
  'month',
  'Month by name, in the language of the locale; its number in a field of whole numbers',
  12,
)
export const weekday = named('weekday', 'Day of the week by name; its number in a field of whole numbers', 7)
