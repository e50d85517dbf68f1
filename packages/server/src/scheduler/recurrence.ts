import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import { RequestError } from '../errors/request-error.ts'
import { onOrAfter, type Weekday } from './weekday.ts'
import { zoneNamed } from './zone.ts'

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-03-29')
const dayOfWeek = z.number().int().min(1).max(7)

/** When something is done again and again, by the clocks on the walls of a place. */
export const recurrenceShape = z.strictObject({
  frequency: z.enum(['weekly', 'biweekly', 'monthly']),
  dayOfWeek: dayOfWeek
    .optional()
    .describe('from Monday, 1, to Sunday, 7; Monday where it is left out; of a month: with week'),
  dayOfMonth: z
    .number()
    .int()
    .min(1)
    .max(31)
    .optional()
    .describe('of monthly; in a month that has no such day it is its last; the first where it is left out'),
  week: z
    .union([z.number().int().min(1).max(4), z.literal('last')])
    .optional()
    .describe('of monthly: which of the days of that name in a month, with dayOfWeek'),
  anchor: date.optional().describe('of biweekly: it is in the week of this date, and every other one before and after'),
  timeOfDay: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 06:30'),
  timezone: z.string().min(1).max(64).describe('a zone of the IANA, such as Europe/Berlin'),
  from: date.optional().describe('not before this date'),
  until: date.optional().describe('not after this date'),
})
/** Spelled out: nothing that it depends on is left out. `parseRecurrence` makes it. */
export type Recurrence = z.infer<typeof recurrenceShape>

/** On which days, apart from everything else. */
export type DayRule =
  | { readonly every: 'week'; readonly dayOfWeek: Weekday }
  | { readonly every: 'other week'; readonly dayOfWeek: Weekday; readonly anchor: Temporal.PlainDate }
  | { readonly every: 'month'; readonly dayOfMonth: number }
  | { readonly every: 'month by week'; readonly week: number | 'last'; readonly dayOfWeek: Weekday }

/**
 * What was asked for, with what it leaves open filled in: the anchor of every other week is that of `before`, or the
 * first such day from `now` on. Refuses what contradicts itself, what names no day, no zone, and what never comes.
 */
export function parseRecurrence(input: Recurrence, now: Date, before?: Recurrence): Recurrence {
  const { frequency, week, dayOfMonth, timeOfDay } = input
  const timezone = zoneNamed(input.timezone)
  const weekly = frequency !== 'monthly'
  if (weekly && dayOfMonth !== undefined) throw invalid('dayOfMonth', `it is of monthly, and this is ${frequency}`)
  if (weekly && week !== undefined) throw invalid('week', `it is of monthly, and this is ${frequency}`)
  if (frequency !== 'biweekly' && input.anchor !== undefined) {
    throw invalid('anchor', `it is of biweekly, and this is ${frequency}`)
  }
  if (dayOfMonth !== undefined && (week !== undefined || input.dayOfWeek !== undefined)) {
    throw invalid('dayOfMonth', 'a month has it on a day of the month or on a day of a week, not on both')
  }
  for (const name of ['anchor', 'from', 'until'] as const) dateOf(input, name)
  const { from, until } = input
  if (from !== undefined && until !== undefined && from > until) throw never('it ends before it begins')
  const days = weekly || input.dayOfWeek !== undefined || week !== undefined
  const made = {
    frequency,
    ...(days ? { dayOfWeek: input.dayOfWeek ?? 1 } : { dayOfMonth: dayOfMonth ?? 1 }),
    ...(!weekly && days ? { week: week ?? 1 } : {}),
    timeOfDay,
    timezone,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }
  if (frequency !== 'biweekly') return made
  return { ...made, anchor: input.anchor ?? before?.anchor ?? firstDay(input, localDate(now, timezone)).toString() }
}

/** Refused where it has no day left after `now`. */
export function refuseNever(next: unknown): void {
  if (next === undefined) throw never('none of its days is still to come')
}

export function dayRuleOf({ frequency, dayOfWeek, dayOfMonth, week, anchor }: Recurrence): DayRule {
  switch (frequency) {
    case 'weekly':
      return { every: 'week', dayOfWeek: dayOfWeek ?? 1 }
    case 'biweekly':
      return { every: 'other week', dayOfWeek: dayOfWeek ?? 1, anchor: Temporal.PlainDate.from(anchor ?? '1970-01-05') }
    case 'monthly':
      if (dayOfWeek === undefined) return { every: 'month', dayOfMonth: dayOfMonth ?? 1 }
      return { every: 'month by week', week: week ?? 1, dayOfWeek }
  }
}

function firstDay({ dayOfWeek = 1, from }: Recurrence, today: Temporal.PlainDate): Temporal.PlainDate {
  const begins = from !== undefined && from > today.toString() ? Temporal.PlainDate.from(from) : today
  return onOrAfter(begins, dayOfWeek)
}

export function localDate(at: Date, timezone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timezone).toPlainDate()
}

function dateOf(input: Recurrence, name: 'anchor' | 'from' | 'until'): void {
  const text = input[name]
  if (text === undefined) return
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw invalid(name, 'there is no such day in any calendar')
  }
}

function invalid(path: string, message: string): RequestError {
  return new RequestError('RECURRENCE_INVALID', {
    message: `this recurrence contradicts itself: ${path}: ${message}`,
    details: { problems: [{ path, message }] },
  })
}

function never(why: string): RequestError {
  return new RequestError('SCHEDULE_NEVER', { message: `this would never be done: ${why}`, details: { why } })
}
