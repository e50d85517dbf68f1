import { isDeepStrictEqual } from 'node:util'
import type { Row } from '../client/test-statements.ts'

/** The fields of what was written that are read back as something else, however the engine writes the same value. */
export function differingFields(written: Row, read: Row): string[] {
  return Object.keys(written).filter((field) => written[field] !== undefined && !isSame(written[field], read[field]))
}

function isSame(written: unknown, read: unknown): boolean {
  const [a, b] = [plain(written), plain(read)]
  if (isDeepStrictEqual(a, b)) return true
  // A number in an exact type, a truth as 0 or 1, and JSON in a column of text, are read back in another form.
  if (isNumeric(a) && isNumeric(b)) return Number(a) === Number(b)
  if (isDate(a) && isDate(b)) return Date.parse(a) === Date.parse(b)
  if (typeof b === 'string' && typeof a === 'object' && a !== null) return isDeepStrictEqual(a, parsed(b))
  return false
}

function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return value
}

function isNumeric(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No JSON, so not the same.
    return undefined
  }
}
