import { parseDate, parseTime, parseTimestamp } from '../calendar.ts'
import { compareText } from './order.ts'
import { type PatternSource, regExpOf } from './pattern.ts'
import type { ValueType } from './value.ts'

/**
 * A number, a text, a truth, or a date, time or timestamp as ISO text: as `range` and `enum` of a schema hold them.
 * Whole numbers beyond 2^53 are bigints.
 */
export type Scalar = string | number | bigint | boolean

export interface Bound {
  readonly value: Scalar
  /** Whether the value itself lies within. */
  readonly inclusive: boolean
}

export interface TextPattern extends PatternSource {
  /** As it was written. */
  readonly text: string
  readonly negated: boolean
}

/** What the values of one field may be. All but `notNull` is about values that are there: null is another matter. */
export interface Domain {
  /** In which order its bounds lie; 'any' where the field's type is not known. */
  readonly type: ValueType
  readonly min: Bound | undefined
  readonly max: Bound | undefined
  /** Nothing else may be; an empty list leaves null alone. */
  readonly allowed: readonly Scalar[] | undefined
  readonly excluded: readonly Scalar[]
  /** Every one of them matches. */
  readonly patterns: readonly TextPattern[]
  /** In characters. */
  readonly minLength: number
  readonly maxLength: number
  readonly notNull: boolean
}

export function wholeDomain(type: ValueType): Domain {
  return {
    type,
    min: undefined,
    max: undefined,
    allowed: undefined,
    excluded: [],
    patterns: [],
    minLength: 0,
    maxLength: Number.POSITIVE_INFINITY,
    notNull: false,
  }
}

/** What lies in both. */
export function intersect(a: Domain, b: Domain): Domain {
  const domain: Domain = {
    type: a.type,
    min: tighter(a.type, a.min, b.min, 1),
    max: tighter(a.type, a.max, b.max, -1),
    allowed:
      a.allowed && b.allowed ? a.allowed.filter((value) => b.allowed?.includes(value)) : (a.allowed ?? b.allowed),
    excluded: [...new Set([...a.excluded, ...b.excluded])],
    patterns: [...a.patterns, ...b.patterns],
    minLength: Math.max(a.minLength, b.minLength),
    maxLength: Math.min(a.maxLength, b.maxLength),
    notNull: a.notNull || b.notNull,
  }
  return domain.allowed ? { ...domain, allowed: domain.allowed.filter((value) => contains(domain, value)) } : domain
}

/** All that lies in one of them, and perhaps more: but for `excluded` a domain has no holes. */
export function hull(a: Domain, b: Domain): Domain {
  const notNull = a.notNull && b.notNull
  if (hasNoValue(a)) return { ...b, notNull }
  if (hasNoValue(b)) return { ...a, notNull }
  return {
    type: a.type,
    min: wider(a.type, a.min, b.min, 1),
    max: wider(a.type, a.max, b.max, -1),
    allowed: a.allowed && b.allowed && [...new Set([...a.allowed, ...b.allowed])],
    excluded: [...a.excluded, ...b.excluded].filter((value) => !contains(a, value) && !contains(b, value)),
    patterns: a.patterns.filter((pattern) => b.patterns.some((other) => samePattern(pattern, other))),
    minLength: Math.min(a.minLength, b.minLength),
    maxLength: Math.max(a.maxLength, b.maxLength),
    notNull,
  }
}

export function contains(domain: Domain, value: Scalar | null): boolean {
  if (value === null) return !domain.notNull
  const { type, min, max, allowed, excluded, patterns, minLength, maxLength } = domain
  if (allowed && !allowed.includes(value)) return false
  if (excluded.includes(value)) return false
  if (min && !isBeyond(compareScalars(type, value, min.value), min)) return false
  if (max && !isBeyond(compareScalars(type, max.value, value), max)) return false
  if (typeof value !== 'string') return true
  const length = minLength > 0 || maxLength < Number.POSITIVE_INFINITY ? Array.from(value).length : 0
  if (length < minLength || length > maxLength) return false
  return patterns.every((pattern) => regExpOf(pattern).test(value) !== pattern.negated)
}

/** Neither a value nor null is left. */
export function isEmpty(domain: Domain): boolean {
  return domain.notNull && hasNoValue(domain)
}

/** No value is left, so that the field can only be null. Only what is plain to see counts: patterns may leave none either. */
export function hasNoValue({ type, min, max, allowed, excluded, minLength, maxLength }: Domain): boolean {
  if (allowed) return allowed.length === 0
  if (minLength > maxLength) return true
  if (type === 'boolean' && excluded.includes(true) && excluded.includes(false)) return true
  if (!min || !max) return false
  const order = compareScalars(type, min.value, max.value) ?? -1
  if (order === 0) return !(min.inclusive && max.inclusive) || excluded.includes(min.value)
  return order > 0
}

/** undefined where they do not compare. */
export function compareScalars(type: ValueType, a: Scalar, b: Scalar): number | undefined {
  const x = rankOf(type, a)
  const y = rankOf(type, b)
  if (typeof x === 'string' && typeof y === 'string') return compareText(x, y)
  if (typeof x === 'string' || typeof y === 'string' || x === undefined || y === undefined) return undefined
  return x < y ? -1 : x > y ? 1 : 0
}

function rankOf(type: ValueType, value: Scalar): number | bigint | string | undefined {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return value
  switch (type) {
    case 'date':
      return parseDate(value)
    case 'time':
      return parseTime(value)
    case 'timestamp':
    case 'timestamptz':
      return parseTimestamp(value, type === 'timestamptz')
    default:
      return value
  }
}

function isBeyond(order: number | undefined, bound: Bound): boolean {
  return order === undefined || order > 0 || (order === 0 && bound.inclusive)
}

/** Direction 1 for lower bounds, -1 for upper ones. */
function tighter(type: ValueType, a: Bound | undefined, b: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (!a || !b) return a ?? b
  const order = compareScalars(type, a.value, b.value)
  if (order === undefined) return a
  return order * direction > 0 || (order === 0 && !a.inclusive) ? a : b
}

function wider(type: ValueType, a: Bound | undefined, b: Bound | undefined, direction: 1 | -1): Bound | undefined {
  if (!a || !b || compareScalars(type, a.value, b.value) === undefined) return undefined
  return tighter(type, a, b, direction) === a ? b : a
}

function samePattern(a: TextPattern, b: TextPattern): boolean {
  return a.source === b.source && a.ignoreCase === b.ignoreCase && a.negated === b.negated
}
