import { z } from 'zod'
import { type CivilDate, civilDateOf, daysOf } from '../../../model/calendar.ts'
import { defineTransform } from '../define-transform.ts'
import type { Moment } from './moment.ts'
import { growthOf, type ReadingDates, readingDates, writtenOption } from './written-option.ts'

const periods = ['hour', 'day', 'week', 'month', 'quarter', 'year', 'decade', 'century'] as const

const options = z.strictObject({
  to: z.enum(periods).default('month').describe('the period whose first day, or first moment, stands for all of it'),
  years: z.number().int().min(2).max(1000).optional().describe('instead: so many years together, as bands of age'),
  written: writtenOption,
})

type Options = z.output<typeof options>

export const dateGeneralize = defineTransform({
  name: 'date-generalize',
  group: 'time',
  summary: 'The first day of the month, quarter, year or longer; times are cut to it as well. Other texts are redacted',
  options,
  examples: [{}, { to: 'year' }, { to: 'week' }, { years: 5 }, { to: 'hour' }, { to: 'year', written: 'D.M.YYYY' }],
  accepts: ['date', 'timestamp', 'instant', 'time', 'text'],
  promises: ({ written }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'preserved',
    longest: (length) => (type.form === 'text' ? length + growthOf(written) : Math.max(length, 32)),
    mayKeep: 'a value that is the start of its period already',
  }),
  mask(given) {
    const dates = readingDates(given.written)
    return { value: (text) => generalized(text, given, dates) }
  },
})

function generalized(text: string, given: Options, dates: ReadingDates): string {
  const date = dates(text)
  if (date) return date.write(startOf(date.moment, given)) ?? redacted(text)
  if (/^-?infinity$/.test(text)) return text
  const time = /^(\d\d)(:\d\d(?::\d\d(?:\.\d+)?)?)(?=$|[Z+-])/.exec(text)
  if (!time) return redacted(text)
  const hour = given.to === 'hour' && given.years === undefined ? time[1]! : '00'
  return `${hour}${zeros(time[2]!)}${text.slice(time[0].length)}`
}

function redacted(text: string): string {
  return text.replace(/[^\s]/gu, '*')
}

function startOf({ days, clock, zone }: Moment, { to, years }: Options): Moment {
  if (to === 'hour' && years === undefined) return { days, clock: clock.slice(0, 3) + zeros(clock.slice(3)), zone }
  return { days: firstDay(days, to, years), clock: clock.slice(0, 1) + zeros(clock.slice(1)), zone }
}

/** Zeros behind a point are left out, as everywhere in values that have a form. */
function zeros(clock: string): string {
  return clock.replace(/\..*$/, '').replace(/\d/g, '0')
}

function firstDay(days: number, to: Options['to'], years: number | undefined): number {
  const date = civilDateOf(days)
  if (years !== undefined) return startOfYears(date, years)
  switch (to) {
    case 'hour':
    case 'day':
      return days
    case 'week':
      return days - ((((days + 3) % 7) + 7) % 7)
    case 'month':
      return daysOf({ ...date, day: 1 })
    case 'quarter':
      return daysOf({ ...date, month: date.month - ((date.month - 1) % 3), day: 1 })
    case 'year':
      return startOfYears(date, 1)
    case 'decade':
      return startOfYears(date, 10)
    case 'century':
      return startOfYears(date, 100)
  }
}

function startOfYears({ year }: CivilDate, years: number): number {
  return daysOf({ year: Math.floor(year / years) * years, month: 1, day: 1 })
}
