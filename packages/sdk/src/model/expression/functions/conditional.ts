import { compileDistinct } from '../comparison.ts'
import { truth } from '../logic.ts'
import { folded, lenient } from '../term.ts'
import { unify } from '../unify.ts'
import type { ValueType } from '../value.ts'
import { type FunctionCompiler, type Functions, integer, text } from './define.ts'

const coalesce: FunctionCompiler = (parameters, scope) => {
  const unified = parameters.length > 0 ? unify(parameters, scope) : undefined
  if (!unified) return undefined
  const { shape, terms } = unified
  return folded({
    ...shape,
    constant: terms.every((term) => term.constant),
    at: (row) => {
      for (const term of terms) {
        const value = term.at(row)
        if (value !== null) return value
      }
      return null
    },
  })
}

const nullIf: FunctionCompiler = ([value, other, ...others], scope) => {
  if (!value || !other || others.length > 0) return undefined
  const equal = compileDistinct(value, other, true, scope)
  return folded({
    ...value,
    constant: value.constant && equal.constant,
    at: (row) => (equal.at(row) === true ? null : value.at(row)),
  })
}

const choose: FunctionCompiler = ([condition, then, otherwise, ...others], scope) => {
  if (!condition || !then || others.length > 0) return undefined
  const unified = unify(otherwise ? [then, otherwise] : [then], scope)
  if (!unified) return undefined
  const test = truth(condition, scope)
  const [yes, no] = unified.terms
  return folded({
    ...unified.shape,
    constant: test.constant && unified.terms.every((term) => term.constant),
    at: (row) => (test.at(row) === true ? yes! : no)?.at(row) ?? null,
  })
}

const storageClasses: Readonly<Partial<Record<ValueType, string>>> = {
  integer: 'integer',
  boolean: 'integer',
  decimal: 'real',
  float: 'real',
  bytes: 'blob',
}

/** The storage class of SQLite. */
const typeOf: FunctionCompiler = ([value, ...others], scope) => {
  if (!value || others.length > 0 || scope.dialect !== 'sqlite') return undefined
  return lenient(text, [value], ([found]) => (found === null ? 'null' : (storageClasses[value.type] ?? 'text')))
}

export const conditionalFunctions: Functions = {
  coalesce,
  ifnull: (parameters, scope) => (parameters.length === 2 ? coalesce(parameters, scope) : undefined),
  nullif: nullIf,
  iif: choose,
  if: choose,
  num_nulls: (parameters) => lenient(integer, parameters, (values) => values.filter((value) => value === null).length),
  num_nonnulls: (parameters) =>
    lenient(integer, parameters, (values) => values.filter((value) => value !== null).length),
  typeof: typeOf,
}
