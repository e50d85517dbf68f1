import type { Temporal } from 'temporal-polyfill'

/** From Monday, 1, to Sunday, 7. */
export type Weekday = number

/** The first day of that name, from a day on. */
export function onOrAfter(from: Temporal.PlainDate, dayOfWeek: Weekday): Temporal.PlainDate {
  return from.add({ days: (dayOfWeek - from.dayOfWeek + 7) % 7 })
}
