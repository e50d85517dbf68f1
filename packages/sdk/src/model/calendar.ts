/** Dates are days since 1970-01-01, times microseconds since midnight, timestamps microseconds since 1970-01-01T00:00:00Z. */

export const microsPerDay = 86_400_000_000

export interface CivilDate {
  readonly year: number
  /** 1 to 12 */
  readonly month: number
  /** 1 to 31 */
  readonly day: number
}

/** Of the proleptic Gregorian calendar; day and month may lie outside of theirs and are carried over. */
export function daysOf({ year, month, day }: CivilDate): number {
  const monthIndex = month - 1
  const y = year + Math.floor(monthIndex / 12) - (floorMod(monthIndex, 12) < 2 ? 1 : 0)
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const monthFromMarch = (floorMod(monthIndex, 12) + 10) % 12
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146097 + dayOfEra - 719468
}

export function civilDateOf(days: number): CivilDate {
  const z = days + 719468
  const era = Math.floor(z / 146097)
  const dayOfEra = z - era * 146097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** The same day of another month, or its last day where it has none such. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilDateOf(days)
  const first = daysOf({ year, month: month + months, day: 1 })
  const length = daysOf({ year, month: month + months + 1, day: 1 }) - first
  return first + Math.min(day, length) - 1
}

const datePattern = /^\s*([+-]?\d{4,6})-(\d{1,2})-(\d{1,2})/
const timePattern = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6})\d*)?)?/
const zonePattern = /^\s*(?:(z|utc|gmt)|([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?)\s*$/i

/** ISO 8601, and infinity as Postgres has it; undefined where the text is no date. A time that follows is passed over. */
export function parseDate(text: string): number | undefined {
  const infinite = parseInfinity(text)
  if (infinite !== undefined) return infinite
  const parts = datePattern.exec(text)
  if (!parts) return undefined
  const rest = text.slice(parts[0].length)
  if (rest.trim() !== '' && parseTimestamp(text) === undefined) return undefined
  return daysIfReal(parts)
}

export function parseTime(text: string): number | undefined {
  const parts = timePattern.exec(text.trim())
  if (!parts) return undefined
  const rest = text.trim().slice(parts[0].length)
  return rest === '' || zonePattern.test(rest) ? microsOf(parts) : undefined
}

/** A zone in the text is applied, unless it is a wall-clock time that is asked for. */
export function parseTimestamp(text: string, zoned = true): number | undefined {
  const infinite = parseInfinity(text)
  if (infinite !== undefined) return infinite
  const parts = datePattern.exec(text)
  const days = parts ? daysIfReal(parts) : undefined
  if (!parts || days === undefined) return undefined
  const afterDate = text.slice(parts[0].length).replace(/^(?:[tT]|\s+)(?=\d)/, '')
  if (afterDate.trim() === '') return days * microsPerDay
  const timeParts = timePattern.exec(afterDate)
  const micros = timeParts ? microsOf(timeParts) : undefined
  if (!timeParts || micros === undefined) return undefined
  const zone = afterDate.slice(timeParts[0].length)
  const offset = zone.trim() === '' ? 0 : zoneOffset(zone)
  return offset === undefined ? undefined : days * microsPerDay + micros - (zoned ? offset : 0)
}

export function formatDate(days: number): string {
  if (!Number.isFinite(days)) return days > 0 ? 'infinity' : '-infinity'
  const { year, month, day } = civilDateOf(days)
  const sign = year < 0 ? '-' : ''
  return `${sign}${pad(Math.abs(year), 4)}-${pad(month, 2)}-${pad(day, 2)}`
}

export function formatTime(micros: number): string {
  const seconds = Math.floor(micros / 1_000_000)
  const fraction = micros - seconds * 1_000_000
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`
  return fraction === 0 ? clock : `${clock}.${pad(fraction, 6).replace(/0+$/, '')}`
}

/** '2020-02-29 13:05:00.25', and with +00 behind it where it is an instant. */
export function formatTimestamp(micros: number, zoned: boolean): string {
  if (!Number.isFinite(micros)) return formatDate(micros)
  const days = Math.floor(micros / microsPerDay)
  return `${formatDate(days)} ${formatTime(micros - days * microsPerDay)}${zoned ? '+00' : ''}`
}

function floorMod(value: number, by: number): number {
  return value - Math.floor(value / by) * by
}

function parseInfinity(text: string): number | undefined {
  const sign = /^\s*([+-]?)infinity\s*$/i.exec(text)
  return sign ? (sign[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : undefined
}

function daysIfReal(parts: RegExpExecArray): number | undefined {
  const date = { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) }
  if (date.month < 1 || date.month > 12 || date.day < 1) return undefined
  const days = daysOf(date)
  return civilDateOf(days).day === date.day ? days : undefined
}

function microsOf(parts: RegExpExecArray): number | undefined {
  const hours = Number(parts[1])
  const minutes = Number(parts[2])
  const seconds = Number(parts[3] ?? 0)
  const micros = Number((parts[4] ?? '').padEnd(6, '0'))
  const total = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros
  return minutes < 60 && seconds <= 60 && total <= microsPerDay ? total : undefined
}

function zoneOffset(zone: string): number | undefined {
  const parts = zonePattern.exec(zone)
  if (!parts) return undefined
  const seconds = (Number(parts[3] ?? 0) * 60 + Number(parts[4] ?? 0)) * 60 + Number(parts[5] ?? 0)
  return (parts[2] === '-' ? -seconds : seconds) * 1_000_000
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
