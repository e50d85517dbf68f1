import type { Answer } from '../../api.ts'
import { cityOf } from '../../format/moments.ts'

type Recurrence = Answer<'get', '/teams/:team/schedules'>['schedules'][number]['recurrence']

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export const weekWords = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', last: 'last' } as const

/** When it is, in a sentence: Sundays at 02:30 in New York. */
export function recurrenceWords(recurrence: Recurrence): string {
  const { timeOfDay, timezone, from, until } = recurrence
  const parts = [
    `${dayWords(recurrence)} at ${timeOfDay} in ${cityOf(timezone)}`,
    ...(from === undefined ? [] : [`from ${dateOf(from)}`]),
    ...(until === undefined ? [] : [`until ${dateOf(until)}`]),
  ]
  return parts.join(', ')
}

function dayWords({ frequency, dayOfWeek = 1, dayOfMonth, week }: Recurrence): string {
  const day = weekdays[dayOfWeek - 1] ?? 'day'
  if (frequency === 'weekly') return `${day}s`
  if (frequency === 'biweekly') return `Every other ${day}`
  if (week !== undefined) return `The ${weekWords[week as keyof typeof weekWords]} ${day} of the month`
  if (dayOfMonth === 31) return 'The last day of the month'
  return `The ${ordinal(dayOfMonth ?? 1)} of the month${(dayOfMonth ?? 1) > 28 ? ', or its last day,' : ''}`
}

export function ordinal(number: number): string {
  const kind = new Intl.PluralRules('en', { type: 'ordinal' }).select(number)
  return `${number}${{ one: 'st', two: 'nd', few: 'rd', many: 'th', other: 'th', zero: 'th' }[kind]}`
}

function dateOf(day: string): string {
  const format = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat('en-GB', format).format(new Date(day))
}
