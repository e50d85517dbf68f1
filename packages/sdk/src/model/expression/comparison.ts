import type { ComparisonOperator } from './ast.ts'
import { convert } from './convert.ts'
import { compileLogical } from './logic.ts'
import { compareValues } from './order.ts'
import { constant, folded, type Scope, strict, type Term, unsupported } from './term.ts'
import { unify } from './unify.ts'
import { isList, shapeOf, type Value, type ValueType } from './value.ts'

type Present = Exclude<Value, null>

const boolean = shapeOf('boolean')
/** Types whose values are equal where === says so. */
const plain: ReadonlySet<ValueType> = new Set([
  'integer',
  'decimal',
  'float',
  'boolean',
  'text',
  'uuid',
  'bytes',
  'date',
  'time',
  'timestamp',
  'timestamptz',
] as const)
const numeric: ReadonlySet<ValueType> = new Set([
  'integer',
  'decimal',
  'float',
  'date',
  'time',
  'timestamp',
  'timestamptz',
] as const)

export function compileComparison(operator: ComparisonOperator, left: Term, right: Term, scope: Scope): Term {
  const unified = unify([left, right], scope)
  if (!unified) return unsupported(scope, `comparison of ${left.type} with ${right.type}`)
  return strict(boolean, unified.terms, comparer(operator, unified.shape.type))
}

function comparer(operator: ComparisonOperator, type: ValueType): (a: Present, b: Present) => boolean {
  const ordered = numeric.has(type)
  switch (operator) {
    case '=':
      return plain.has(type) ? (a, b) => a === b : (a, b) => compareValues(a, b) === 0
    case '<>':
      return plain.has(type) ? (a, b) => a !== b : (a, b) => compareValues(a, b) !== 0
    case '<':
      return ordered ? (a, b) => a < b : (a, b) => compareValues(a, b) < 0
    case '<=':
      return ordered ? (a, b) => a <= b : (a, b) => compareValues(a, b) <= 0
    case '>':
      return ordered ? (a, b) => a > b : (a, b) => compareValues(a, b) > 0
    case '>=':
      return ordered ? (a, b) => a >= b : (a, b) => compareValues(a, b) >= 0
  }
}

/** Never null: nulls are equal to each other and to nothing else. */
export function compileDistinct(left: Term, right: Term, negated: boolean, scope: Scope): Term {
  const unified = unify([left, right], scope)
  if (!unified) return unsupported(scope, `comparison of ${left.type} with ${right.type}`)
  const [a, b] = unified.terms
  const equal = comparer('=', unified.shape.type)
  if (!a || !b) return constant(boolean, null)
  return folded({
    ...boolean,
    constant: a.constant && b.constant,
    at: (row) => {
      const x = a.at(row)
      const y = b.at(row)
      return (x === null || y === null ? x === y : equal(x, y)) === negated
    },
  })
}

export function compileBetween(operand: Term, low: Term, high: Term, scope: Scope): Term {
  const ends = [compileComparison('>=', operand, low, scope), compileComparison('<=', operand, high, scope)]
  return compileLogical('and', ends, scope)
}

/** A list of constants becomes a set. */
export function compileIn(operand: Term, list: readonly Term[], scope: Scope): Term {
  if (list.length === 0) return constant(boolean, false)
  const unified = unify([operand, ...list], scope)
  if (!unified || !plain.has(unified.shape.type) || !list.every((item) => item.constant)) {
    const equal = list.map((item) => compileComparison('=', operand, item, scope))
    return equal.length === 1 ? equal[0]! : compileLogical('or', equal, scope)
  }
  const [subject, ...items] = unified.terms
  const values = items.filter((item) => item.constant).map((item) => item.at(0))
  if (!subject || values.length < items.length) return unsupported(scope, 'IN with a value of another type')
  const among = new Set(values)
  const otherwise = among.has(null) ? null : false
  return strict(boolean, [subject], (value) => (among.has(value) ? true : otherwise))
}

export function compileQuantified(
  operator: ComparisonOperator,
  quantifier: 'any' | 'all',
  operand: Term,
  array: Term,
  scope: Scope,
): Term {
  if (array.type !== 'list') {
    const list =
      array.constant && array.type === 'literal' ? { type: 'list' as const, scale: 0, element: operand } : undefined
    if (list) return compileQuantified(operator, quantifier, operand, convert(array, list, scope), scope)
    return unsupported(scope, `${quantifier.toUpperCase()} over ${array.type}`)
  }
  const element = array.element ?? shapeOf('any')
  const sample = { ...element, constant: false, at: () => null }
  const unified = unify([operand, sample], scope)
  if (!unified) return unsupported(scope, `comparison of ${operand.type} with ${element.type}`)
  const { shape } = unified
  const subject = convert(operand, shape, scope)
  const elements = convert(array, { type: 'list', scale: 0, element: shape }, scope)
  const compare = comparer(operator, shape.type)
  const decisive = quantifier === 'any'
  return folded({
    ...boolean,
    constant: subject.constant && elements.constant,
    at: (row) => {
      const list = elements.at(row)
      if (!isList(list)) return null
      const value = subject.at(row)
      let result: boolean | null = !decisive
      for (const item of list) {
        const met = value === null || item === null ? null : compare(value, item)
        if (met === decisive) return decisive
        if (met === null) result = null
      }
      return result
    },
  })
}
