import { compileArithmetic } from '../arithmetic.ts'
import { convert, roundHalfEven } from '../convert.ts'
import { divideWhole, type Exact, floorTo, negate, powerOfTen, rescale } from '../exact.ts'
import { compareValues } from '../order.ts'
import { decimalOfFloat } from '../read-text.ts'
import { lenient, type Scope, strict, type Term } from '../term.ts'
import { unify } from '../unify.ts'
import { fault, shapeOf, type Value } from '../value.ts'
import { type FunctionCompiler, type Functions, fixed, float, integer } from './define.ts'

type Present = Exclude<Value, null>

const exact = (value: Present): Exact =>
  typeof value === 'number' || typeof value === 'bigint' ? value : fault('no number')

/** What a call is about: an exact number where it is one, else a float. */
function subject(term: Term | undefined, scope: Scope): Term | undefined {
  if (!term) return undefined
  switch (term.type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return term
    case 'literal':
    case 'any':
    case 'null':
      return convert(term, float, scope)
    case 'boolean':
    case 'text':
      return scope.dialect === 'sqlite' ? convert(term, float, scope) : undefined
    default:
      return undefined
  }
}

const abs: FunctionCompiler = ([value, ...others], scope) => {
  const term = others.length === 0 ? subject(value, scope) : undefined
  return term && strict(term, [term], (x) => (exact(x) < 0 ? negate(exact(x)) : x))
}

/** To a whole number: by one rule for exact numbers and by another for floats. */
function whole(ofExact: (value: Exact, scale: number) => Exact, ofFloat: (value: number) => number): FunctionCompiler {
  return ([value, ...others], scope) => {
    const term = others.length === 0 ? subject(value, scope) : undefined
    if (!term || term.type === 'integer') return term
    if (term.type === 'float') return strict(float, [term], (x) => ofFloat(Number(x)))
    return strict(shapeOf('decimal'), [term], (x) => ofExact(exact(x), term.scale))
  }
}

const ceiling = whole(
  (value, scale) => negate(floorTo(negate(value), scale)),
  (value) => Math.ceil(value),
)
const floor = whole(floorTo, (value) => Math.floor(value))

const towardsZero = (value: Exact, scale: number): Exact => divideWhole(value, powerOfTen(scale))

/** Digits must be the same in every row: the scale of the result depends on them. */
function toDigits(
  keep: (value: Exact, from: number, to: number) => Exact,
  toWhole: FunctionCompiler,
): FunctionCompiler {
  return (parameters, scope) => {
    const [value, digits, ...others] = parameters
    if (!digits) return toWhole(parameters, scope)
    const term = subject(value, scope)
    if (!term || others.length > 0 || !digits.constant) return undefined
    const scale = Number(convert(digits, integer, scope).at(0))
    if (!Number.isInteger(scale) || scale < 0 || scale > 30) return undefined
    if (scope.dialect === 'sqlite')
      return strict(float, [convert(term, float, scope)], (x) => roundedFloat(Number(x), scale))
    if (term.type === 'float') return strict(shapeOf('decimal', scale), [term], (x) => decimalOfFloat(Number(x), scale))
    if (term.scale <= scale) return convert(term, shapeOf('decimal', scale), scope)
    return strict(shapeOf('decimal', scale), [term], (x) => keep(exact(x), term.scale, scale))
  }
}

function roundedFloat(value: number, digits: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return value
  return Number(`${value < 0 ? '-' : ''}${Math.abs(value).toFixed(digits)}`)
}

const roundToWhole: FunctionCompiler = (parameters, scope) =>
  whole(
    (value, scale) => rescale(value, scale, 0),
    scope.dialect === 'sqlite' ? (value) => roundedFloat(value, 0) : roundHalfEven,
  )(parameters, scope)
const round = toDigits(rescale, roundToWhole)
const truncate = toDigits(
  (value, from, to) => towardsZero(value, from - to),
  whole(towardsZero, (value) => Math.trunc(value)),
)

const modulo: FunctionCompiler = ([a, b, ...others], scope) =>
  a && b && others.length === 0 ? compileArithmetic('%', a, b, scope) : undefined

const quotient: FunctionCompiler = ([a, b, ...others], scope) => {
  if (!a || !b || others.length > 0) return undefined
  const term = compileArithmetic('/', a, b, scope)
  return truncate([term], scope)
}

const sign: FunctionCompiler = ([value, ...others], scope) => {
  const term = others.length === 0 ? subject(value, scope) : undefined
  return term && strict(integer, [term], (x) => (exact(x) > 0 ? 1 : exact(x) < 0 ? -1 : 0))
}

/** Whole exponents only, by multiplication: nothing here may differ between versions of a JavaScript engine. */
const power = fixed(float, ['float', 'float'], (base, exponent) => {
  const times = Math.abs(Number(exponent))
  if (!Number.isInteger(times) || times > 1024) return fault('an exponent is no whole number up to 1024')
  let result = 1
  for (let i = 0; i < times; i++) result *= Number(base)
  return Number(exponent) < 0 ? 1 / result : result
})

const squareRoot = fixed(float, ['float'], (value) =>
  Number(value) < 0 ? fault('square root of a negative number') : Math.sqrt(Number(value)),
)

/** Postgres passes over nulls; SQLite gives null where one is null. */
function extreme(direction: 1 | -1): FunctionCompiler {
  return (parameters, scope) => {
    const unified = parameters.length > 0 ? unify(parameters, scope) : undefined
    if (!unified) return undefined
    return lenient(unified.shape, unified.terms, (values) => {
      let best: Value = null
      for (const value of values) {
        if (value === null && scope.dialect === 'sqlite') return null
        if (value !== null && (best === null || compareValues(value, best) * direction > 0)) best = value
      }
      return best
    })
  }
}

export const numberFunctions: Functions = {
  abs,
  ceil: ceiling,
  ceiling,
  floor,
  round,
  trunc: truncate,
  mod: modulo,
  div: quotient,
  sign,
  power,
  pow: power,
  sqrt: squareRoot,
  greatest: extreme(1),
  least: extreme(-1),
  max: extreme(1),
  min: extreme(-1),
}
