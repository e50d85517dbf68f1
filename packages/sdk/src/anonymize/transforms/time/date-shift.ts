import { z } from 'zod'
import { daysOf } from '../../../model/calendar.ts'
import type { Mask, RowValues } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type Draws, keyedDraws } from '../draws/keyed-draws.ts'
import { subjectText } from '../draws/subject-text.ts'
import { addMinutes, clockText } from './moment.ts'
import { growthOf, type ReadingDates, readingDates, writtenOption } from './written-option.ts'

const options = z
  .strictObject({
    days: z.number().int().min(1).max(36_500).default(365).describe('farthest that a date is moved'),
    weekday: z.boolean().default(false).describe('moved by whole weeks: the day of the week stays'),
    minutes: z.number().int().min(0).max(1439).default(0).describe('farthest that the time of day is moved as well'),
    direction: z.enum(['both', 'past', 'future']).default('both'),
    written: writtenOption,
  })
  .refine(({ days, weekday }) => !weekday || days >= 7, 'to keep the day of the week, days must be 7 or more')

type Options = z.output<typeof options>

/** What every database holds: years 4712 BC to 294275. */
const FIRST_DAY = daysOf({ year: -4711, month: 1, day: 1 })
const LAST_DAY = daysOf({ year: 294_275, month: 12, day: 31 })
const MINUTES_A_DAY = 1440

const timePattern = /^(\d\d):(\d\d)(?=:|$|[Z+-])/

export const dateShift = defineTransform({
  name: 'date-shift',
  version: 2,
  group: 'time',
  summary: 'Dates and times moved by so many days, all of one subject alike: order and gaps of its dates stay',
  options,
  examples: [
    {},
    { days: 30, weekday: true },
    { days: 100, minutes: 90 },
    { direction: 'past' },
    { written: 'M/D/YYYY' },
  ],
  accepts: ['date', 'timestamp', 'instant', 'time', 'text'],
  promises: ({ written }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    uniqueWithin: 'subject',
    format: 'preserved',
    longest: (length) => (type.form === 'text' ? length + growthOf(written) : Math.max(length, 32)),
  }),
  mask(given, { key, subject }): Mask {
    const draws = keyedDraws(key, 'shift')
    const subjectOf = subjectText(subject)
    const otherwise = formFallback(key)
    const dates = readingDates(given.written)
    const shiftOf = (about: string): Shift => {
      const drawn = draws.of(about)
      const minutes = drawn.below(2 * given.minutes + 1) - given.minutes
      return { days: away(drawn, given), minutes, clock: minutes === 0 ? 1 + drawn.below(MINUTES_A_DAY - 1) : minutes }
    }
    const move = (text: string, about: string) => {
      if (/^-?infinity$/.test(text)) return text
      return shifted(text, shiftOf(about), dates) ?? otherwise(text)
    }
    return {
      value: (text, row) => move(text, subjectOf(text, row)),
      together: (texts, row: RowValues) => texts.map((text) => move(text, subjectOf(texts[0]!, row))),
    }
  },
})

interface Shift {
  readonly days: number
  readonly minutes: number
  /** Of a time that stands alone; never 0. */
  readonly clock: number
}

/** From -days to days but for 0, or the half that is wanted; whole weeks where the weekday stays. */
function away(drawn: Draws, { days, weekday, direction }: Options): number {
  const unit = weekday ? 7 : 1
  const distance = (1 + drawn.below(Math.floor(days / unit))) * unit
  const back = direction === 'past' || (direction === 'both' && drawn.below(2) === 0)
  return back ? -distance : distance
}

function shifted(text: string, { days, minutes, clock }: Shift, dates: ReadingDates): string | undefined {
  const date = dates(text)
  if (date) {
    const moved = addMinutes(date.moment, minutes)
    const within = moved.days + days
    const isOutside = within < FIRST_DAY || within > LAST_DAY
    // Where it cannot be written, as behind the last of two digits' years, the other way.
    return (
      (isOutside ? undefined : date.write({ ...moved, days: within })) ??
      date.write({ ...moved, days: moved.days - days })
    )
  }
  const time = timePattern.exec(text)
  if (!time || Number(time[1]) > 23 || Number(time[2]) > 59) return undefined
  const minute = Number(time[1]) * 60 + Number(time[2]) + clock
  return `${clockText((minute + MINUTES_A_DAY) % MINUTES_A_DAY)}${text.slice(5)}`
}
