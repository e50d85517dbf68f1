import type { Exact } from './exact.ts'

/** JSON in a box, so that a JSON null is told from no value. */
export interface JsonValue {
  readonly json: unknown
}
export interface Interval {
  readonly months: number
  readonly days: number
  readonly micros: number
}

/**
 * What evaluation works on, by type: integer and decimal are exact whole numbers (a decimal's scale is part of its
 * shape), float a number, date days, time, timestamp and timestamptz microseconds (model/calendar.ts), uuid and text a
 * string, bytes a string of hex digits in lower case. null is SQL's NULL.
 */
export type Value = null | boolean | Exact | string | JsonValue | Interval | readonly Value[]

export type ValueType =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'text'
  | 'uuid'
  | 'bytes'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamptz'
  | 'interval'
  | 'json'
  | 'list'
  /** A string literal without a cast: it takes the type of what it meets. */
  | 'literal'
  | 'null'
  /** Not known before the row is read. */
  | 'any'

/** What is known of a value before any row is read. */
export interface Shape {
  readonly type: ValueType
  /** Of a decimal; 0 for all else. */
  readonly scale: number
  /** Of a list. */
  readonly element?: Shape | undefined
}

/** The values of one field, or of one expression, row by row. */
export interface Operand extends Shape {
  at(row: number): Value
}

export const shapeOf = (type: ValueType, scale = 0): Shape => ({ type, scale })

export function isJson(value: Value): value is JsonValue {
  return typeof value === 'object' && value !== null && 'json' in value
}

export function isInterval(value: Value): value is Interval {
  return typeof value === 'object' && value !== null && 'months' in value
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** Thrown inside of an evaluation where a database would refuse the row: a division by zero, a text that is no number. */
export class EvaluationFault extends Error {
  override readonly name = 'EvaluationFault'
}

export function fault(message: string): never {
  throw new EvaluationFault(message)
}
