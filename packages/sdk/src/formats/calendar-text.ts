import { pairs, writeAscii, writeInteger, writePadded } from './digits.ts'

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
const PLUS = 43
const COLON = 58
const POINT = 46
const infinity = 'infinity'
const minusInfinity = '-infinity'
const bc = ' BC'

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

function writePair(view: DataView, position: number, value: number): number {
  view.setUint16(position, pairs[value]!, true)
  return position + 2
}

/** '0000' to '9999', and of each day of a year that begins in March '-03-01' to '-02-29', as little-endian numbers. */
const years = Int32Array.from(
  { length: 10_000 },
  (_, year) => pairs[Math.floor(year / 100)]! | (pairs[year % 100]! << 16),
)
const months = new Int32Array(366)
const monthDays = new Uint16Array(366)
for (let i = 0; i < 366; i++) {
  const { month, day } = civilFromDays(daysFromCivil(1999, 3, 1) + i)
  months[i] = HYPHEN | (pairs[month]! << 8) | (HYPHEN << 24)
  monthDays[i] = pairs[day]!
}
const JANUARY = 306

/** A day of the years 1 to 9999, in 32-bit arithmetic: the century, the year in it, and the day in the year, all from March. */
function writeCommonDate(view: DataView, position: number, days: number): number {
  const shifted = (days + 719468) | 0
  const century = ((4 * shifted + 3) / 146097) | 0
  const dayOfCentury = (shifted - ((146097 * century) >> 2)) | 0
  const yearOfCentury = ((4 * dayOfCentury + 3) / 1461) | 0
  const day = (dayOfCentury - ((1461 * yearOfCentury) >> 2)) | 0
  view.setInt32(position, years[100 * century + yearOfCentury + ((JANUARY - 1 - day) >>> 31)]!, true)
  view.setInt32(position + 4, months[day]!, true)
  view.setUint16(position + 8, monthDays[day]!, true)
  return position + 10
}

function writeAnyDate(view: DataView, position: number, days: number, style: CalendarStyle): number {
  const { year, month, day } = civilFromDays(days)
  let at = position
  if (style === 'postgres') {
    const shown = year > 0 ? year : 1 - year
    at = shown > 9999 ? writeInteger(view, at, shown) : writePadded(view, at, shown, 4)
  } else if (year >= 0 && year <= 9999) at = writePadded(view, at, year, 4)
  else {
    view.setUint8(at++, year < 0 ? HYPHEN : PLUS)
    at = Math.abs(year) > 999_999 ? writeInteger(view, at, Math.abs(year)) : writePadded(view, at, Math.abs(year), 6)
  }
  view.setUint8(at++, HYPHEN)
  at = writePair(view, at, month)
  view.setUint8(at++, HYPHEN)
  return writePair(view, at, day)
}

const isBeforeChrist = (days: number, style: CalendarStyle) => style === 'postgres' && days < FIRST_DAY

export function writeDate(view: DataView, position: number, days: number, style: CalendarStyle): number {
  if (days >= FIRST_DAY && days <= LAST_DAY) return writeCommonDate(view, position, days)
  if (days === daysInfinity.after) return writeAscii(view, position, infinity)
  if (days === daysInfinity.before) return writeAscii(view, position, minusInfinity)
  const at = writeAnyDate(view, position, days, style)
  return isBeforeChrist(days, style) ? writeAscii(view, at, bc) : at
}

function writeZone(view: DataView, position: number): number {
  view.setUint8(position, PLUS)
  return writePair(view, position + 1, 0)
}

type Fraction = 'trimmed' | 'millis-or-none' | 'millis-or-more'

function writeFraction(view: DataView, position: number, micros: number, fraction: Fraction): number {
  view.setUint8(position, POINT)
  const millis = (micros / 1000) | 0
  const rest = (micros - millis * 1000) | 0
  let at = writePadded(view, position + 1, millis, 3)
  if (rest !== 0) at = writePadded(view, at, rest, 3)
  if (fraction === 'trimmed') while (view.getUint8(at - 1) === 48) at--
  return at
}

function writeClock(view: DataView, position: number, micros: number, fraction: Fraction): number {
  const seconds = (micros / 1_000_000) | 0
  const minutes = (seconds / 60) | 0
  const hours = (minutes / 60) | 0
  const rest = (micros - seconds * 1_000_000) | 0
  writePair(view, position, hours)
  view.setUint8(position + 2, COLON)
  writePair(view, position + 3, minutes - hours * 60)
  view.setUint8(position + 5, COLON)
  writePair(view, position + 6, seconds - minutes * 60)
  const at = position + 8
  return rest === 0 && fraction !== 'millis-or-more' ? at : writeFraction(view, at, rest, fraction)
}

/** Microseconds since midnight, up to and including 24:00:00. */
export function writeTime(view: DataView, position: number, micros: number, style: CalendarStyle): number {
  return writeClock(view, position, micros, style === 'postgres' ? 'trimmed' : 'millis-or-none')
}

export function writeTimestamp(
  view: DataView,
  position: number,
  micros: number,
  zoned: boolean,
  style: CalendarStyle,
): number {
  if (micros === Number.POSITIVE_INFINITY) return writeAscii(view, position, infinity)
  if (micros === Number.NEGATIVE_INFINITY) return writeAscii(view, position, minusInfinity)
  const days = Math.floor(micros / MICROS_A_DAY)
  const clock = micros - days * MICROS_A_DAY
  let at =
    days >= FIRST_DAY && days <= LAST_DAY
      ? writeCommonDate(view, position, days)
      : writeAnyDate(view, position, days, style)
  if (style === 'postgres') {
    view.setUint8(at++, 32)
    at = writeClock(view, at, clock, 'trimmed')
    if (zoned) at = writeZone(view, at)
    return isBeforeChrist(days, style) ? writeAscii(view, at, bc) : at
  }
  view.setUint8(at++, style === 'sqlite' && !zoned ? 32 : 84)
  at = writeClock(view, at, clock, zoned ? 'millis-or-more' : 'millis-or-none')
  if (zoned) view.setUint8(at++, 90)
  return at
}
