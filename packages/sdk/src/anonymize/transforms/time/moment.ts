import { civilDateOf, daysOf } from '../../../model/calendar.ts'

/**
 * A date, or a date and a time, as it is written. What a change leaves alone is written again as it was: the sign
 * between date and time, digits of a fraction, a zone.
 */
export interface Moment {
  /** Since 1970-01-01. */
  readonly days: number
  /** Behind the date; empty of a date alone. */
  readonly clock: string
  /** A zone, and what else stands behind. */
  readonly zone: string
}

const pattern = /^(\d{4,7})-(\d\d)-(\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(Z|[+-]\d\d(?::?\d\d){0,2})?( BC)?$/

/** Undefined where the text is none: infinity, other ways to write a date, or no date at all. */
export function readMoment(text: string): Moment | undefined {
  const parts = pattern.exec(text)
  if (!parts) return undefined
  const [, year = '', month, day, clock = '', zone = '', bc] = parts
  if (clock === '' && zone !== '') return undefined
  const date = { year: bc ? 1 - Number(year) : Number(year), month: Number(month), day: Number(day) }
  const days = daysOf(date)
  const real = civilDateOf(days)
  if (real.month !== date.month || real.day !== date.day || !isClock(clock)) return undefined
  return { days, clock, zone }
}

function isClock(clock: string): boolean {
  if (clock === '') return true
  const [hours, minutes, seconds] = [clock.slice(1, 3), clock.slice(4, 6), clock.slice(7, 9)].map(Number)
  return hours! < 24 && minutes! < 60 && seconds! < 60
}

export function writeMoment({ days, clock, zone }: Moment): string {
  const { year, month, day } = civilDateOf(days)
  const shown = year > 0 ? year : 1 - year
  return `${pad(shown, 4)}-${pad(month, 2)}-${pad(day, 2)}${clock}${zone}${year > 0 ? '' : ' BC'}`
}

const MINUTES_A_DAY = 1440

/** Moves the time of day, and the date with it where midnight is passed; a date alone stays. */
export function addMinutes(moment: Moment, minutes: number): Moment {
  if (moment.clock === '' || minutes === 0) return moment
  const total = Number(moment.clock.slice(1, 3)) * 60 + Number(moment.clock.slice(4, 6)) + minutes
  const days = Math.floor(total / MINUTES_A_DAY)
  const rest = total - days * MINUTES_A_DAY
  const clock = `${moment.clock[0]}${clockText(rest)}${moment.clock.slice(6)}`
  return { ...moment, days: moment.days + days, clock }
}

/** Hours and minutes of so many minutes since midnight. */
export function clockText(minutes: number): string {
  return `${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
