import { civilDateOf, daysOf } from '../../model/calendar.ts'
import { pad } from './split.ts'

const FIRST = daysOf({ year: 1940, month: 1, day: 1 })
/** Birthdays that numbers are made of: 1940 to 2005. */
export const BIRTHDAYS = daysOf({ year: 2006, month: 1, day: 1 }) - FIRST

export interface Birthday {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Two digits each. */
  readonly yy: string
  readonly mm: string
  readonly dd: string
}

export function birthdayAt(index: number): Birthday {
  const { year, month, day } = civilDateOf(FIRST + index)
  return { year, month, day, yy: pad(year % 100, 2), mm: pad(month, 2), dd: pad(day, 2) }
}
