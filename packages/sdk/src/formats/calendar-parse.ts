import { daysFromCivil, daysInfinity } from './calendar-text.ts'

const MICROS_A_DAY = 86_400_000_000

function daysOfMonth(year: number, month: number): number {
  return daysFromCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - daysFromCivil(year, month, 1)
}

const datePattern = /^([+-]?\d{4,7})-(\d\d)-(\d\d)( BC)?$/

/** Day number of YYYY-MM-DD, with Postgres's infinities and BC; undefined where it is no date. */
export function parseDate(text: string): number | undefined {
  if (text === 'infinity') return daysInfinity.after
  if (text === '-infinity') return daysInfinity.before
  const found = datePattern.exec(text)
  if (found === null) return undefined
  const [, yearText = '', monthText, dayText, bc] = found
  const year = bc === undefined ? Number(yearText) : 1 - Number(yearText)
  const month = Number(monthText)
  const day = Number(dayText)
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return undefined
  return daysFromCivil(year, month, day)
}

const timePattern = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?$/

/** Microseconds since midnight of HH:MM[:SS[.f]]; digits beyond microseconds are cut. */
export function parseTime(text: string): number | undefined {
  const found = timePattern.exec(text)
  if (found === null) return undefined
  const [, hours, minutes, seconds = '0', fraction = ''] = found
  if (Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  const micros = whole * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6))
  return micros <= MICROS_A_DAY ? micros : undefined
}

const timestampPattern =
  /^([+-]?\d{4,7}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(Z|[+-]\d\d(?::?\d\d)?(?::\d\d)?)?( BC)?$/i

interface ParsedTimestamp {
  readonly micros: number
  /** Whether the text names its zone. */
  readonly zoned: boolean
}

/** ISO 8601 and Postgres's own form. Without a zone it is a wall-clock time. */
export function parseTimestamp(text: string): ParsedTimestamp | undefined {
  if (text === 'infinity') return { micros: Number.POSITIVE_INFINITY, zoned: true }
  if (text === '-infinity') return { micros: Number.NEGATIVE_INFINITY, zoned: true }
  const found = timestampPattern.exec(text)
  if (found === null) return undefined
  const [, date = '', clock = '', zone, bc = ''] = found
  const days = parseDate(date + bc)
  const micros = parseTime(clock)
  if (days === undefined || micros === undefined) return undefined
  return { micros: days * MICROS_A_DAY + micros - offsetMicros(zone), zoned: zone !== undefined }
}

function offsetMicros(zone: string | undefined): number {
  const found = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(zone ?? '')
  if (found === null) return 0
  const [, sign, hours, minutes = '0', seconds = '0'] = found
  const offset = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)
  return (sign === '-' ? -offset : offset) * 1_000_000
}
