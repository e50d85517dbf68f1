import { jsonText } from '../../formats/json-text.ts'

/** What better-sqlite3 binds. */
export type SqliteValue = number | bigint | string | Uint8Array | null

/** A parameter as SQLite stores it: truth as 0 or 1, moments as ISO text in UTC, lists and objects as JSON text. */
export function sqliteValue(value: unknown): SqliteValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array) return value
  if (typeof value === 'number') return sqliteNumber(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof Date) return value.toISOString()
  return jsonText(value)
}

/** The driver binds every number as REAL, which a column of text or without a type would keep: 7.0. */
export function sqliteNumber(value: number): number | bigint {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
}
