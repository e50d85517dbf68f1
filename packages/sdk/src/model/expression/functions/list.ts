import { convert } from '../convert.ts'
import { compareValues } from '../order.ts'
import { lenient, strict, type Term } from '../term.ts'
import { isList, shapeOf, type Value } from '../value.ts'
import { type FunctionCompiler, type Functions, integer } from './define.ts'

const isListTerm = (term: Term | undefined): term is Term =>
  term !== undefined && (term.type === 'list' || term.type === 'any' || term.type === 'null')

function depth(value: Value): number {
  return isList(value) ? 1 + depth(value[0] ?? null) : 0
}

function sizeOf(value: Value): number {
  return isList(value) ? value.reduce<number>((size, part) => size + sizeOf(part), 0) : 1
}

const cardinality: FunctionCompiler = ([list, ...others]) =>
  isListTerm(list) && others.length === 0 ? strict(integer, [list], sizeOf) : undefined

/** Of an empty list null, as in Postgres. */
const arrayLength: FunctionCompiler = ([list, dimension, ...others], scope) => {
  if (!isListTerm(list) || !dimension || others.length > 0) return undefined
  return strict(integer, [list, convert(dimension, integer, scope)], (value, at) => {
    let inner: Value = value
    for (let i = 1; i < Number(at); i++) inner = isList(inner) ? (inner[0] ?? null) : null
    return Number(at) >= 1 && isList(inner) && inner.length > 0 ? inner.length : null
  })
}

const dimensions: FunctionCompiler = ([list, ...others]) =>
  isListTerm(list) && others.length === 0 ? strict(integer, [list], (value) => depth(value) || null) : undefined

const lower: FunctionCompiler = (parameters, scope) => {
  const length = arrayLength(parameters, scope)
  return length && strict(integer, [length], () => 1)
}

/** The place of the first element that equals, from 1; nulls equal each other here. */
const positionOf: FunctionCompiler = ([list, element, ...others], scope) => {
  if (!isListTerm(list) || !element || others.length > 0) return undefined
  const wanted = convert(element, list.element ?? shapeOf('any'), scope)
  return lenient(integer, [list, wanted], ([value, sought]) => {
    if (!isList(value ?? null) || !Array.isArray(value)) return null
    const at = value.findIndex((part: Value) =>
      part === null || sought === null || sought === undefined ? part === sought : compareValues(part, sought) === 0,
    )
    return at < 0 ? null : at + 1
  })
}

export const listFunctions: Functions = {
  cardinality,
  array_length: arrayLength,
  array_upper: arrayLength,
  array_lower: lower,
  array_ndims: dimensions,
  array_position: positionOf,
}
