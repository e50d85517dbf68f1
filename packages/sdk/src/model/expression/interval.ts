import { parseTime } from '../calendar.ts'
import type { Interval } from './value.ts'

const unitMonths: Readonly<Record<string, number>> = { year: 12, month: 1, mon: 1, decade: 120, century: 1200 }
const unitDays: Readonly<Record<string, number>> = { week: 7, day: 1 }
const unitMicros: Readonly<Record<string, number>> = {
  hour: 3_600_000_000,
  hr: 3_600_000_000,
  minute: 60_000_000,
  min: 60_000_000,
  second: 1_000_000,
  sec: 1_000_000,
  millisecond: 1000,
  microsecond: 1,
}

/** '1 year 2 mons -3 days 04:05:06', as Postgres prints intervals; undefined where it is none. */
export function parseInterval(text: string): Interval | undefined {
  let months = 0
  let days = 0
  let micros = 0
  let rest = text.trim().toLowerCase().replace(/^@\s*/, '')
  if (rest === '') return undefined
  while (rest !== '') {
    const clock = /^([+-]?)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?:\s+|$)/.exec(rest)
    const amount = /^([+-]?\d+(?:\.\d+)?)\s*([a-z]+)(?:\s+|$)/.exec(rest)
    const time = clock ? parseTime(clock[2]!) : undefined
    if (clock && time !== undefined) {
      micros += clock[1] === '-' ? -time : time
      rest = rest.slice(clock[0].length)
    } else if (amount) {
      const count = Number(amount[1])
      const unit = amount[2]!.replace(/(?<=..)s$/, '')
      if (Object.hasOwn(unitMonths, unit)) months += count * unitMonths[unit]!
      else if (Object.hasOwn(unitDays, unit)) days += count * unitDays[unit]!
      else if (Object.hasOwn(unitMicros, unit)) micros += count * unitMicros[unit]!
      else return undefined
      rest = rest.slice(amount[0].length)
    } else if (rest === 'ago') {
      return { months: -months, days: -days, micros: -micros }
    } else return undefined
  }
  return Number.isInteger(months) && Number.isInteger(days) ? { months, days, micros } : undefined
}
