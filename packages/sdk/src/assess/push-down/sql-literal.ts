import type { Dialect } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { microsPerDay, parseTime, parseTimestamp } from '../../model/calendar.ts'
import { numberOfText } from '../../quality/columns/number-column.ts'
import type { SqlTerm, SqlType } from './sql-column.ts'

const microsPerSecond = 1_000_000

/** A value of a rule as a literal to be compared with a term of that type; undefined where SQL would take it for something else. */
export function sqlLiteral(value: string | number | boolean, type: SqlType, dialect: Dialect): string | undefined {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return typeof value === 'boolean' ? undefined : sqlNumber(typeof value === 'number' ? value : numberOfText(value))
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'text':
      return sqlText(String(value), dialect)
    case 'uuid':
      return dialect === 'postgres' ? sqlText(String(value), dialect) : undefined
    case 'time':
      return typeof value === 'string' ? sqlTime(parseTime(value), dialect) : undefined
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return typeof value === 'string' ? sqlMoment(parseTimestamp(value), type, dialect) : undefined
  }
}

export function sqlNumber(value: number): string | undefined {
  return Number.isFinite(value) ? `(${value})` : undefined
}

/** Postgres holds no NUL. */
export function sqlText(text: string, dialect: Dialect): string | undefined {
  return /\0|\p{Surrogate}/u.test(text) ? undefined : quoting[dialect].quoteLiteral(text).trim()
}

/** The moment of a column; a date is its midnight. */
export function sqlMomentOf({ type, sql }: SqlTerm, dialect: Dialect): string {
  if (type !== 'date') return sql
  return dialect === 'postgres' ? `${sql}::timestamp` : `(${sql} || ' 00:00:00')`
}

/** Only of years of four digits: all others are written in more than one way. */
export function sqlMoment(micros: number | undefined, type: SqlType, dialect: Dialect): string | undefined {
  if (micros === undefined || micros < -62_135_596_800_000_000 || micros >= 253_402_300_800_000_000) return undefined
  if (dialect === 'sqlite' && micros % microsPerSecond !== 0) return undefined
  const iso = new Date(Math.floor(micros / microsPerSecond) * 1000).toISOString().slice(0, 19).replace('T', ' ')
  if (dialect === 'sqlite') return `'${iso}'`
  const fraction = micros - Math.floor(micros / microsPerSecond) * microsPerSecond
  const text = `${iso}.${String(fraction).padStart(6, '0')}`
  return type === 'timestamptz' ? `timestamptz '${text}+00'` : `timestamp '${text}'`
}

function sqlTime(micros: number | undefined, dialect: Dialect): string | undefined {
  if (micros === undefined || micros >= microsPerDay) return undefined
  if (dialect === 'sqlite' && micros % microsPerSecond !== 0) return undefined
  const clock = new Date(Math.floor(micros / microsPerSecond) * 1000).toISOString().slice(11, 19)
  if (dialect === 'sqlite') return `'${clock}'`
  return `time '${clock}.${String(micros % microsPerSecond).padStart(6, '0')}'`
}
