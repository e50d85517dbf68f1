import { formatDate, formatTime, formatTimestamp, microsPerDay } from '../calendar.ts'
import type { Expression } from './ast.ts'
import { compile } from './compile.ts'
import { convert } from './convert.ts'
import type { Scalar } from './domain.ts'
import { rescale, toFloat } from './exact.ts'
import { fieldsOf } from './fields.ts'
import type { Scope, Term } from './term.ts'
import { unify } from './unify.ts'
import { isList, type Shape, type Value } from './value.ts'

/** Compiles what reads no field; undefined where it reads one or can't be evaluated. */
export function constantTerm(expression: Expression, scope: Scope): Term | undefined {
  if (fieldsOf(expression).length > 0) return undefined
  const own: Scope = { ...scope, unsupported: new Set() }
  const term = compile(expression, own)
  return own.unsupported.size === 0 && term.constant ? term : undefined
}

/** A constant as it takes part in a comparison with a field of that shape; undefined where they do not compare. */
export function comparedWith(term: Term, field: Shape, scope: Scope): Term | undefined {
  const own: Scope = { ...scope, unsupported: new Set() }
  const side: Term = { ...field, constant: false, at: () => null }
  const unified = unify([side, term], own)?.terms[1]
  return own.unsupported.size === 0 && unified?.constant ? unified : undefined
}

/** The elements of a constant list, each as it takes part in a comparison. */
export function elementsOf(array: Term, field: Shape, scope: Scope): Term[] | undefined {
  const own: Scope = { ...scope, unsupported: new Set() }
  const list = array.type === 'list' ? array : convert(array, { type: 'list', scale: 0, element: field }, own)
  const element = list.element ?? field
  const values = list.at(0)
  if (own.unsupported.size > 0 || !list.constant || !isList(values)) return undefined
  const terms = values.map((value) => comparedWith({ ...element, constant: true, at: () => value }, field, scope))
  return terms.every((term) => term !== undefined) ? terms : undefined
}

/** The value of a constant as a domain holds it; undefined where domains hold no such values. */
export function scalarOf(term: Term): Scalar | null | undefined {
  const value = term.at(0)
  if (value === null) return null
  switch (term.type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return numberOf(value, term.scale)
    case 'boolean':
      return value === true
    case 'text':
    case 'literal':
    case 'uuid':
      return typeof value === 'string' ? value : undefined
    case 'date':
      return formatDate(Number(value))
    case 'time':
      return formatTime(Number(value))
    case 'timestamp':
    case 'timestamptz':
      return formatTimestamp(Number(value), term.type === 'timestamptz')
    case 'any':
      return typeof value === 'string' || typeof value === 'number' ? value : undefined
    default:
      return undefined
  }
}

function numberOf(value: Value, scale: number): number | bigint | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
  if (scale === 0) return value
  const whole = rescale(rescale(value, scale, 0), 0, scale)
  return whole === value ? rescale(value, scale, 0) : toFloat(value, scale)
}

/** A timestamp beside a date: the day, and whether it is the very start of it. */
export function dayOf(term: Term): { readonly day: string; readonly starts: boolean } | undefined {
  const value = term.at(0)
  if ((term.type !== 'timestamp' && term.type !== 'timestamptz') || typeof value !== 'number') return undefined
  const days = Math.floor(value / microsPerDay)
  return { day: formatDate(days), starts: days * microsPerDay === value }
}
