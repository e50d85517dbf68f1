import { Temporal } from 'temporal-polyfill'
import type { DayRule } from './recurrence.ts'
import { onOrAfter } from './weekday.ts'

/** No calendar goes on for ever. */
const lastYear = 9999

/** Its days from this one on, in order. */
export function* daysFrom(rule: DayRule, from: Temporal.PlainDate): Generator<Temporal.PlainDate, void> {
  switch (rule.every) {
    case 'week':
      yield* inSteps(onOrAfter(from, rule.dayOfWeek), 7)
      return
    case 'other week': {
      const first = onOrAfter(from, rule.dayOfWeek)
      // Of the week from Monday on that the anchor is in: parity by count of days, so years of 53 weeks do not matter.
      const anchor = onOrAfter(rule.anchor.subtract({ days: rule.anchor.dayOfWeek - 1 }), rule.dayOfWeek)
      const isItsWeek = anchor.until(first, { largestUnit: 'days' }).days % 14 === 0
      yield* inSteps(isItsWeek ? first : first.add({ days: 7 }), 14)
      return
    }
    case 'month':
    case 'month by week':
      for (let month = from.with({ day: 1 }); month.year <= lastYear; month = month.add({ months: 1 })) {
        const day = dayIn(month, rule)
        if (Temporal.PlainDate.compare(day, from) >= 0) yield day
      }
  }
}

function* inSteps(first: Temporal.PlainDate, days: number): Generator<Temporal.PlainDate, void> {
  for (let day = first; day.year <= lastYear; day = day.add({ days })) yield day
}

function dayIn(
  first: Temporal.PlainDate,
  rule: Extract<DayRule, { every: 'month' | 'month by week' }>,
): Temporal.PlainDate {
  if (rule.every === 'month') return first.with({ day: Math.min(rule.dayOfMonth, first.daysInMonth) })
  if (rule.week !== 'last') return onOrAfter(first, rule.dayOfWeek).add({ weeks: rule.week - 1 })
  const last = first.with({ day: first.daysInMonth })
  return last.subtract({ days: (last.dayOfWeek - rule.dayOfWeek + 7) % 7 })
}
