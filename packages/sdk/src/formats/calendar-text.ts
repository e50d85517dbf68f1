import { writeAll } from './byte-sink.ts'
import { asciiOf, pairs, writeInteger, writePadded } from './digits.ts'

/**
 * How dates and times read.
 * iso: 2024-02-29, 07:05:00[.123[456]], 2024-02-29T07:05:00.123[456]Z; a wall-clock time has no Z and leaves out a
 *   zero fraction. Years outside 0001 to 9999 are written with a sign and six digits, as ECMAScript does.
 * postgres: what Postgres itself writes with DateStyle ISO in UTC: 2024-02-29 07:05:00.123+00, years BC at the end.
 * sqlite: iso, but a wall-clock time has a space in its middle, as SQLite's own functions write it.
 */
export type CalendarStyle = 'iso' | 'postgres' | 'sqlite'

/** Longest text of a date, time or timestamp in any style. */
export const calendarBound = 48

/** Days that stand for -infinity and infinity, as in Postgres. */
export const daysInfinity = { before: -0x80000000, after: 0x7fffffff } as const

const FIRST_DAY = -719162 // 0001-01-01
const LAST_DAY = 2932896 // 9999-12-31
const MICROS_A_DAY = 86_400_000_000
const HYPHEN = 45
const COLON = 58
const POINT = 46
const infinity = asciiOf('infinity')
const minusInfinity = asciiOf('-infinity')
const bc = asciiOf(' BC')
const zoneUtc = asciiOf('+00')

export interface CivilDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Proleptic Gregorian date of a day number, for any day; year 0 is 1 BC. */
export function civilFromDays(days: number): CivilDate {
  const shifted = days + 719468
  const era = Math.floor(shifted / 146097)
  const dayOfEra = shifted - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  }
}

/** Day number of a date; the inverse of `civilFromDays`. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year
  const era = Math.floor(shiftedYear / 400)
  const yearOfEra = shiftedYear - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

function writePair(bytes: Uint8Array, position: number, value: number): number {
  bytes[position] = pairs[value * 2]!
  bytes[position + 1] = pairs[value * 2 + 1]!
  return position + 2
}

/** A day of the years 1 to 9999, in 32-bit arithmetic. */
function writeCommonDate(bytes: Uint8Array, position: number, days: number): number {
  const shifted = (days + 719468) | 0
  const era = (shifted / 146097) | 0
  const dayOfEra = (shifted - era * 146097) | 0
  const yearOfEra =
    ((dayOfEra - ((dayOfEra / 1460) | 0) + ((dayOfEra / 36524) | 0) - ((dayOfEra / 146096) | 0)) / 365) | 0
  const dayOfYear = (dayOfEra - (365 * yearOfEra + (yearOfEra >> 2) - ((yearOfEra / 100) | 0))) | 0
  const shiftedMonth = ((5 * dayOfYear + 2) / 153) | 0
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const century = (year / 100) | 0
  let at = writePair(bytes, position, century)
  at = writePair(bytes, at, year - century * 100)
  bytes[at] = HYPHEN
  at = writePair(bytes, at + 1, month)
  bytes[at] = HYPHEN
  return writePair(bytes, at + 1, (dayOfYear - (((153 * shiftedMonth + 2) / 5) | 0) + 1) | 0)
}

function writeAnyDate(bytes: Uint8Array, position: number, days: number, style: CalendarStyle): number {
  const { year, month, day } = civilFromDays(days)
  let at = position
  if (style === 'postgres') {
    const shown = year > 0 ? year : 1 - year
    at = shown > 9999 ? writeInteger(bytes, at, shown) : writePadded(bytes, at, shown, 4)
  } else if (year >= 0 && year <= 9999) at = writePadded(bytes, at, year, 4)
  else {
    bytes[at++] = year < 0 ? HYPHEN : 43
    at = Math.abs(year) > 999_999 ? writeInteger(bytes, at, Math.abs(year)) : writePadded(bytes, at, Math.abs(year), 6)
  }
  bytes[at++] = HYPHEN
  at = writePair(bytes, at, month)
  bytes[at++] = HYPHEN
  return writePair(bytes, at, day)
}

const isBeforeChrist = (days: number, style: CalendarStyle) => style === 'postgres' && days < FIRST_DAY

export function writeDate(bytes: Uint8Array, position: number, days: number, style: CalendarStyle): number {
  if (days >= FIRST_DAY && days <= LAST_DAY) return writeCommonDate(bytes, position, days)
  if (days === daysInfinity.after) return writeAll(bytes, position, infinity)
  if (days === daysInfinity.before) return writeAll(bytes, position, minusInfinity)
  const at = writeAnyDate(bytes, position, days, style)
  return isBeforeChrist(days, style) ? writeAll(bytes, at, bc) : at
}

type Fraction = 'trimmed' | 'millis-or-none' | 'millis-or-more'

function writeFraction(bytes: Uint8Array, position: number, micros: number, fraction: Fraction): number {
  bytes[position] = POINT
  const millis = (micros / 1000) | 0
  const rest = (micros - millis * 1000) | 0
  let at = writePadded(bytes, position + 1, millis, 3)
  if (rest !== 0) at = writePadded(bytes, at, rest, 3)
  if (fraction === 'trimmed') while (bytes[at - 1] === 48) at--
  return at
}

function writeClock(bytes: Uint8Array, position: number, micros: number, fraction: Fraction): number {
  const seconds = (micros / 1_000_000) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  const rest = (micros - seconds * 1_000_000) | 0
  writePair(bytes, position, hours)
  bytes[position + 2] = COLON
  writePair(bytes, position + 3, minutes - hours * 60)
  bytes[position + 5] = COLON
  writePair(bytes, position + 6, seconds - minutes * 60)
  const at = position + 8
  return rest === 0 && fraction !== 'millis-or-more' ? at : writeFraction(bytes, at, rest, fraction)
}

/** Microseconds since midnight, up to and including 24:00:00. */
export function writeTime(bytes: Uint8Array, position: number, micros: number, style: CalendarStyle): number {
  return writeClock(bytes, position, micros, style === 'postgres' ? 'trimmed' : 'millis-or-none')
}

export function writeTimestamp(
  bytes: Uint8Array,
  position: number,
  micros: number,
  zoned: boolean,
  style: CalendarStyle,
): number {
  if (micros === Number.POSITIVE_INFINITY) return writeAll(bytes, position, infinity)
  if (micros === Number.NEGATIVE_INFINITY) return writeAll(bytes, position, minusInfinity)
  const days = Math.floor(micros / MICROS_A_DAY)
  const clock = micros - days * MICROS_A_DAY
  let at =
    days >= FIRST_DAY && days <= LAST_DAY
      ? writeCommonDate(bytes, position, days)
      : writeAnyDate(bytes, position, days, style)
  if (style === 'postgres') {
    bytes[at++] = 32
    at = writeClock(bytes, at, clock, 'trimmed')
    if (zoned) at = writeAll(bytes, at, zoneUtc)
    return isBeforeChrist(days, style) ? writeAll(bytes, at, bc) : at
  }
  bytes[at++] = style === 'sqlite' && !zoned ? 32 : 84
  at = writeClock(bytes, at, clock, zoned ? 'millis-or-more' : 'millis-or-none')
  if (zoned) bytes[at++] = 90
  return at
}
