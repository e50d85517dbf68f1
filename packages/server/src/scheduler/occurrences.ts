import { Temporal } from 'temporal-polyfill'
import { daysFrom } from './days.ts'
import { type Occurrence, occurrenceOn } from './occurrence.ts'
import { dayRuleOf, localDate, type Recurrence } from './recurrence.ts'

/** From where one goes on. Both hold: an instant may move with the rules of a zone, and what was planned does not. */
export interface After {
  readonly at: Date
  /** What was planned last, of this same recurrence: 2026-03-29T02:30. */
  readonly planned?: string | null
}

/** All that come after, in order; endless where nothing ends them. */
export function* occurrencesAfter(recurrence: Recurrence, { at, planned }: After): Generator<Occurrence, void> {
  const { timeOfDay, timezone, from, until } = recurrence
  // Where a zone leaves out a whole day, what was planned for it is on the next: so two days back is before all of it.
  const near = localDate(at, timezone).subtract({ days: 2 })
  const begins = from === undefined ? near : later(near, Temporal.PlainDate.from(from))
  for (const day of daysFrom(dayRuleOf(recurrence), begins)) {
    if (until !== undefined && day.toString() > until) return
    const found = occurrenceOn(day, timeOfDay, timezone)
    if (Date.parse(found.at) <= at.getTime()) continue
    if (planned && found.planned <= planned) continue
    yield found
  }
}

/** Undefined where none comes any more. */
export function nextOccurrence(recurrence: Recurrence, after: After): Occurrence | undefined {
  for (const found of occurrencesAfter(recurrence, after)) return found
  return undefined
}

/** The next so many. */
export function previewOf(recurrence: Recurrence, after: Date, count: number): Occurrence[] {
  const found: Occurrence[] = []
  for (const one of occurrencesAfter(recurrence, { at: after })) {
    if (found.length === count) break
    found.push(one)
  }
  return found
}

/** After the one time, up to the other and at it. At most so many: the earliest. */
export function occurrencesBetween(recurrence: Recurrence, after: After, to: Date, most: number): Occurrence[] {
  const found: Occurrence[] = []
  for (const one of occurrencesAfter(recurrence, after)) {
    if (Date.parse(one.at) > to.getTime() || found.length === most) break
    found.push(one)
  }
  return found
}

function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b
}
