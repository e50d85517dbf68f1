import { daysOf, formatDate, formatTimestamp, microsPerDay } from '../calendar.ts'
import type { ComparisonOperator } from './ast.ts'
import { comparedWith, dayOf, scalarOf } from './constants.ts'
import { type Domain, type Scalar, wholeDomain } from './domain.ts'
import type { Scope, Term } from './term.ts'
import type { Shape } from './value.ts'

/** What a field may be that is compared with a constant: undefined where a domain can't say it. */
export function comparisonDomain(
  operator: ComparisonOperator,
  field: Shape,
  constant: Term,
  scope: Scope,
): Domain | undefined {
  const compared = comparedWith(constant, field, scope)
  if (!compared) return undefined
  const whole = wholeDomain(field.type)
  const day = field.type === 'date' ? dayOf(compared) : undefined
  if (day) return dayDomain(operator, whole, day.day, day.starts)
  const value = scalarOf(compared)
  if (value === undefined) return undefined
  // Compared with null nothing is ever false.
  if (value === null) return whole
  if (field.type === 'boolean') return truthDomain(operator, whole, value)
  return field.type === 'integer' ? integerDomain(operator, whole, value) : bounded(operator, whole, value)
}

function bounded(operator: ComparisonOperator, whole: Domain, value: Scalar): Domain | undefined {
  switch (operator) {
    case '=':
      return { ...whole, allowed: [value] }
    case '<>':
      return { ...whole, excluded: [value] }
    case '<':
    case '<=':
      return { ...whole, max: { value, inclusive: operator === '<=' } }
    case '>':
    case '>=':
      return { ...whole, min: { value, inclusive: operator === '>=' } }
  }
}

/** In SQLite truths are compared with 0 and 1. */
function truthDomain(operator: ComparisonOperator, whole: Domain, value: Scalar): Domain | undefined {
  if (typeof value === 'boolean') return bounded(operator, whole, value)
  if (value === 0 || value === 1) return bounded(operator, whole, value === 1)
  if (operator === '=') return { ...whole, allowed: [] }
  return operator === '<>' ? whole : undefined
}

/** Bounds of whole numbers are whole and lie within. */
function integerDomain(operator: ComparisonOperator, whole: Domain, value: Scalar): Domain | undefined {
  if (typeof value === 'bigint') return bounded(operator, whole, value)
  if (typeof value !== 'number' || Number.isNaN(value)) return undefined
  const isWhole = Number.isInteger(value)
  if (!Number.isFinite(value)) return bounded(operator, whole, value)
  switch (operator) {
    case '=':
      return { ...whole, allowed: isWhole ? [value] : [] }
    case '<>':
      return isWhole ? { ...whole, excluded: [value] } : whole
    case '<':
      return { ...whole, max: { value: Math.ceil(value) - 1, inclusive: true } }
    case '<=':
      return { ...whole, max: { value: Math.floor(value), inclusive: true } }
    case '>':
      return { ...whole, min: { value: Math.floor(value) + 1, inclusive: true } }
    case '>=':
      return { ...whole, min: { value: Math.ceil(value), inclusive: true } }
  }
}

/** A date beside a timestamp counts as the start of its day. */
function dayDomain(operator: ComparisonOperator, whole: Domain, day: string, starts: boolean): Domain | undefined {
  if (starts) return bounded(operator, whole, day)
  switch (operator) {
    case '=':
      return { ...whole, allowed: [] }
    case '<>':
      return whole
    case '<':
    case '<=':
      return { ...whole, max: { value: day, inclusive: true } }
    case '>':
    case '>=':
      return { ...whole, min: { value: day, inclusive: false } }
  }
}

/** length(x) compared with a constant. */
export function lengthDomain(operator: ComparisonOperator, field: Shape, constant: Term): Domain | undefined {
  const length = scalarOf(constant)
  const whole = wholeDomain(field.type)
  if (length === null) return whole
  if (typeof length !== 'number') return undefined
  const domain = integerDomain(operator, whole, length)
  if (!domain) return undefined
  const exactly = domain.allowed?.[0]
  if (domain.allowed) return typeof exactly === 'number' ? lengths(whole, exactly, exactly) : { ...whole, allowed: [] }
  if (domain.excluded.length > 0) return length === 0 ? lengths(whole, 1, whole.maxLength) : undefined
  return lengths(whole, Number(domain.min?.value ?? 0), Number(domain.max?.value ?? whole.maxLength))
}

function lengths(whole: Domain, min: number, max: number): Domain {
  return max < 0 ? { ...whole, allowed: [] } : { ...whole, minLength: Math.max(0, min), maxLength: max }
}

/** The year of a date or timestamp compared with a constant. */
export function yearDomain(operator: ComparisonOperator, field: Shape, constant: Term): Domain | undefined {
  const year = scalarOf(constant)
  const whole = wholeDomain(field.type)
  if (year === null) return whole
  if (typeof year !== 'number' || !Number.isInteger(year) || year < 1 || year > 9998) return undefined
  const start = (of: number): Scalar => {
    const days = daysOf({ year: of, month: 1, day: 1 })
    return field.type === 'date' ? formatDate(days) : formatTimestamp(days * microsPerDay, field.type === 'timestamptz')
  }
  const from = { value: start(year), inclusive: true }
  const until = { value: start(year), inclusive: false }
  const after = { value: start(year + 1), inclusive: true }
  const through = { value: start(year + 1), inclusive: false }
  switch (operator) {
    case '=':
      return { ...whole, min: from, max: through }
    case '<':
      return { ...whole, max: until }
    case '<=':
      return { ...whole, max: through }
    case '>':
      return { ...whole, min: after }
    case '>=':
      return { ...whole, min: from }
    case '<>':
      return undefined
  }
}
