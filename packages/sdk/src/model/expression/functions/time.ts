import {
  civilDateOf,
  daysOf,
  formatDate,
  formatTime,
  formatTimestamp,
  microsPerDay,
  parseTimestamp,
} from '../../calendar.ts'
import { convert } from '../convert.ts'
import { intervalMicros } from '../order.ts'
import { constant, type Scope, strict, type Term } from '../term.ts'
import { fault, isInterval, type Shape, shapeOf, type Value, type ValueType } from '../value.ts'
import { type FunctionCompiler, type Functions, fixed, float, momentTypes, text } from './define.ts'

/** 1970-01-01 as a Julian day. */
const julianEpoch = 2_440_587.5

interface Moment {
  readonly days: number
  readonly micros: number
}

const unitsPerDay: Readonly<Record<string, (moment: Moment) => number>> = {
  year: ({ days }) => civilDateOf(days).year,
  month: ({ days }) => civilDateOf(days).month,
  day: ({ days }) => civilDateOf(days).day,
  quarter: ({ days }) => Math.ceil(civilDateOf(days).month / 3),
  decade: ({ days }) => Math.floor(civilDateOf(days).year / 10),
  century: ({ days }) => Math.ceil(civilDateOf(days).year / 100),
  millennium: ({ days }) => Math.ceil(civilDateOf(days).year / 1000),
  dow: ({ days }) => weekday(days),
  isodow: ({ days }) => weekday(days) || 7,
  doy: ({ days }) => days - daysOf({ year: civilDateOf(days).year, month: 1, day: 1 }) + 1,
  week: ({ days }) => isoWeek(days).week,
  isoyear: ({ days }) => isoWeek(days).year,
  hour: ({ micros }) => Math.floor(micros / 3_600_000_000),
  minute: ({ micros }) => Math.floor(micros / 60_000_000) % 60,
  second: ({ micros }) => (micros % 60_000_000) / 1_000_000,
  milliseconds: ({ micros }) => (micros % 60_000_000) / 1000,
  microseconds: ({ micros }) => micros % 60_000_000,
  epoch: ({ days, micros }) => (days * microsPerDay + micros) / 1_000_000,
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
function weekday(days: number): number {
  return (((days + 4) % 7) + 7) % 7
}

/** The week that holds the Thursday. */
function isoWeek(days: number): { week: number; year: number } {
  const thursday = days - ((weekday(days) + 6) % 7) + 3
  const { year } = civilDateOf(thursday)
  return { week: Math.floor((thursday - daysOf({ year, month: 1, day: 1 })) / 7) + 1, year }
}

function momentOf(value: Value, type: ValueType): Moment {
  const number = Number(value)
  if (type === 'date') return { days: number, micros: 0 }
  const days = Math.floor(number / microsPerDay)
  return { days, micros: number - days * microsPerDay }
}

/** The unit of time that a constant names, in the singular. */
function unitOf(term: Term | undefined): string | undefined {
  if (!term?.constant) return undefined
  const name = String(term.at(0)).toLowerCase()
  return name
    .replace(/^(year|month|day|quarter|week|hour|minute|second|decade)s$/, '$1')
    .replace(/^centuries$/, 'century')
}

const datePart: FunctionCompiler = ([unitTerm, value, ...others], scope) => {
  const unit = unitOf(unitTerm)
  if (!unit || !value || others.length > 0) return undefined
  if (value.type === 'interval') return ofInterval(unit, value)
  const moment = momentTypes.has(value.type) || value.type === 'time' ? value : asMoment(value, scope)
  if (!moment || !Object.hasOwn(unitsPerDay, unit)) return undefined
  const part = unitsPerDay[unit]!
  return strict(float, [moment], (x) => (Number.isFinite(Number(x)) ? part(momentOf(x, moment.type)) : null))
}

function ofInterval(unit: string, value: Term): Term | undefined {
  const parts: Readonly<Record<string, (months: number, days: number, micros: number) => number>> = {
    epoch: (months, days, micros) => {
      const years = Math.trunc(months / 12)
      return (years * 31_557_600_000_000 + intervalMicros({ months: months - years * 12, days, micros })) / 1_000_000
    },
    year: (months) => Math.trunc(months / 12),
    month: (months) => months % 12,
    day: (_, days) => days,
    hour: (_, __, micros) => Math.trunc(micros / 3_600_000_000),
    minute: (_, __, micros) => Math.trunc(micros / 60_000_000) % 60,
    second: (_, __, micros) => (micros % 60_000_000) / 1_000_000,
  }
  const part = Object.hasOwn(parts, unit) ? parts[unit] : undefined
  return part && strict(float, [value], (x) => (isInterval(x) ? part(x.months, x.days, x.micros) + 0 : null))
}

function asMoment(term: Term, scope: Scope): Term | undefined {
  return ['literal', 'any', 'null', 'text'].includes(term.type) ? convert(term, shapeOf('timestamp'), scope) : undefined
}

/** The start of the unit that a moment lies in. */
const dateTrunc: FunctionCompiler = ([unitTerm, value, ...others], scope) => {
  const unit = unitOf(unitTerm)
  const moment = value && (momentTypes.has(value.type) ? value : asMoment(value, scope))
  if (!unit || !moment || others.length > 0 || !starts.has(unit)) return undefined
  const result = moment.type === 'date' ? shapeOf('timestamptz') : shapeOf(moment.type)
  return strict(result, [moment], (x) => {
    const { days, micros } = momentOf(x, moment.type)
    const clock = clockUnits[unit]
    if (clock) return days * microsPerDay + Math.floor(micros / clock) * clock
    return startOf(unit, days) * microsPerDay
  })
}

const clockUnits: Readonly<Record<string, number>> = {
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
  milliseconds: 1000,
  microseconds: 1,
}
const starts = new Set([...Object.keys(clockUnits), 'day', 'week', 'month', 'quarter', 'year'])

function startOf(unit: string, days: number): number {
  const { year, month } = civilDateOf(days)
  switch (unit) {
    case 'week':
      return days - ((weekday(days) + 6) % 7)
    case 'month':
      return daysOf({ year, month, day: 1 })
    case 'quarter':
      return daysOf({ year, month: month - ((month - 1) % 3), day: 1 })
    case 'year':
      return daysOf({ year, month: 1, day: 1 })
    default:
      return days
  }
}

/** The present, where the scope says what it is. */
function clock(shape: Shape, of: (now: number) => number): FunctionCompiler {
  return (parameters, scope) => {
    if (parameters.length > 0 || scope.now === undefined) return undefined
    return constant(shape, of(scope.now))
  }
}

const instant = clock(shapeOf('timestamptz'), (now) => now)
const today = clock(shapeOf('date'), (now) => Math.floor(now / microsPerDay))
const timeNow = clock(shapeOf('time'), (now) => now - Math.floor(now / microsPerDay) * microsPerDay)

/** A text of SQLite's that says when, without modifiers; the present is 'now'. Null where it says nothing. */
function sqliteMoment(parameters: readonly Term[], scope: Scope): Term | undefined {
  const [when, ...modifiers] = parameters
  if (modifiers.length > 0 || scope.dialect !== 'sqlite') return undefined
  const isNow = !when || (when.constant && when.type === 'literal' && when.at(0) === 'now')
  if (isNow) return scope.now === undefined ? undefined : constant(shapeOf('timestamp'), scope.now)
  if (momentTypes.has(when.type)) return convert(when, shapeOf('timestamp'), scope)
  return strict(
    shapeOf('timestamp'),
    [convert(when, text, scope)],
    (value) => parseTimestamp(String(value)) ?? ofJulianDay(String(value)),
  )
}

/** A number stands for the days since noon of the first day of 4714 BC. */
function ofJulianDay(value: string): number | null {
  const days = /^\s*[+-]?\d+(?:\.\d*)?\s*$/.test(value) ? Number(value) : -1
  return days < 0 || days >= 5_373_484.5 ? null : Math.round((days - julianEpoch) * 86_400_000) * 1000
}

const sqliteText =
  (write: (micros: number) => string): FunctionCompiler =>
  (parameters, scope) => {
    const moment = sqliteMoment(parameters, scope)
    return moment && strict(text, [moment], (micros) => write(Number(micros)))
  }
const wholeSeconds = (micros: number) => Math.floor(micros / 1_000_000) * 1_000_000

/** In Postgres date(x) is a cast; in SQLite it writes out ISO text. */
const date: FunctionCompiler = (parameters, scope) => {
  const [value] = parameters
  if (scope.dialect === 'postgres')
    return value && parameters.length === 1 ? convert(value, shapeOf('date'), scope) : undefined
  return sqliteText((micros) => formatDate(Math.floor(micros / microsPerDay)))(parameters, scope)
}

const formats: Readonly<Record<string, (moment: Moment) => string>> = {
  '%Y': ({ days }) => formatDate(days).slice(0, 4),
  '%m': ({ days }) => formatDate(days).slice(5, 7),
  '%d': ({ days }) => formatDate(days).slice(8, 10),
  '%H': ({ micros }) => formatTime(micros).slice(0, 2),
  '%M': ({ micros }) => formatTime(micros).slice(3, 5),
  '%S': ({ micros }) => formatTime(micros).slice(6, 8),
  '%w': ({ days }) => String(weekday(days)),
  '%s': ({ days, micros }) => String(Math.floor((days * microsPerDay + micros) / 1_000_000)),
  '%%': () => '%',
}

const formatted: FunctionCompiler = ([format, ...when], scope) => {
  const moment = format?.constant ? sqliteMoment(when, scope) : undefined
  const pattern = String(format?.at(0))
  const known = [...pattern.matchAll(/%./g)].every(([part]) => Object.hasOwn(formats, part))
  if (!moment || !known) return undefined
  return strict(text, [moment], (micros) => {
    const at = momentOf(micros, 'timestamp')
    return pattern.replace(/%./g, (part) => formats[part]!(at))
  })
}

const julianDay: FunctionCompiler = (parameters, scope) => {
  const moment = sqliteMoment(parameters, scope)
  return moment && strict(float, [moment], (micros) => Number(micros) / microsPerDay + julianEpoch)
}

/** AT TIME ZONE of the one zone that needs no table. */
const timeZone: FunctionCompiler = ([zone, value, ...others], scope) => {
  if (!zone?.constant || !value || others.length > 0 || !/^(?:utc|gmt|z|etc\/utc)$/i.test(String(zone.at(0))))
    return undefined
  const moment = momentTypes.has(value.type) ? value : asMoment(value, scope)
  if (!moment) return undefined
  return moment.type === 'timestamptz'
    ? { ...moment, type: 'timestamp' }
    : { ...convert(moment, shapeOf('timestamptz'), scope) }
}

const makeDate = fixed(shapeOf('date'), ['integer', 'integer', 'integer'], (year, month, day) => {
  const days = daysOf({ year: Number(year), month: Number(month), day: Number(day) })
  const real = civilDateOf(days)
  return real.month === Number(month) && real.day === Number(day) ? days : fault('there is no such date')
})

const finite: FunctionCompiler = ([value, ...others]) => {
  if (!value || others.length > 0 || !(momentTypes.has(value.type) || value.type === 'interval')) return undefined
  return strict(shapeOf('boolean'), [value], (x) => typeof x !== 'number' || Number.isFinite(x))
}

export const timeFunctions: Functions = {
  date_part: datePart,
  date_trunc: dateTrunc,
  date,
  datetime: sqliteText((micros) => formatTimestamp(wholeSeconds(micros), false)),
  time: sqliteText((micros) => formatTime(momentOf(wholeSeconds(micros), 'timestamp').micros)),
  strftime: formatted,
  julianday: julianDay,
  make_date: makeDate,
  isfinite: finite,
  timezone: timeZone,
  now: instant,
  transaction_timestamp: instant,
  statement_timestamp: instant,
  clock_timestamp: instant,
  current_timestamp: instant,
  current_date: today,
  current_time: timeNow,
  localtimestamp: clock(shapeOf('timestamp'), (now) => now),
  localtime: timeNow,
}
