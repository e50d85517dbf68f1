import { addMonths, microsPerDay } from '../calendar.ts'
import type { ArithmeticOperator } from './ast.ts'
import { convert } from './convert.ts'
import { add, divideRounded, divideWhole, type Exact, multiply, negate, powerOfTen, remainder } from './exact.ts'
import { type Scope, strict, type Term, unsupported } from './term.ts'
import {
  fault,
  type Interval,
  isInterval,
  isJson,
  isList,
  type Shape,
  shapeOf,
  type Value,
  type ValueType,
} from './value.ts'

type Present = Exclude<Value, null>

/** Digits after the point of a quotient, beyond those that its parts have. */
const quotientDigits = 20

const exact = (value: Present): Exact =>
  typeof value === 'number' || typeof value === 'bigint' ? value : fault('no number')
const numbers: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'float'])
const moments: ReadonlySet<ValueType> = new Set(['date', 'timestamp', 'timestamptz', 'time'])

export function compileNegation(operand: Term, scope: Scope): Term {
  const term = asNumber(operand, shapeOf('float'), scope)
  if (term.type === 'interval') {
    return strict(term, [term], (value) => (isInterval(value) ? scaled(value, -1) : null))
  }
  if (term.type === 'float') return strict(term, [term], (value) => -Number(value))
  if (!numbers.has(term.type)) return unsupported(scope, `- before ${operand.type}`)
  return strict(term, [term], (value) => negate(exact(value)))
}

export function compileArithmetic(operator: ArithmeticOperator, left: Term, right: Term, scope: Scope): Term {
  if (operator === '||') return concatenation(left, right, scope)
  const a = asNumber(left, right, scope)
  const b = asNumber(right, left, scope)
  if (numbers.has(a.type) && numbers.has(b.type)) return ofNumbers(operator, a, b, scope)
  return ofMoments(operator, a, b, scope) ?? unsupported(scope, `${left.type} ${operator} ${right.type}`)
}

/** Truths count as 0 and 1, and a text beside a number as the number that it says. */
function asNumber(term: Term, other: Shape, scope: Scope): Term {
  if (term.type === 'boolean') return convert(term, shapeOf('integer'), scope)
  if (term.type === 'literal' && (numbers.has(other.type) || other.type === 'literal' || other.type === 'any')) {
    const whole = term.constant && /^\s*[+-]?\d+\s*$/.test(String(term.at(0)))
    return convert(term, shapeOf(whole ? 'integer' : 'float'), scope)
  }
  if (term.type === 'literal') return convert(term, shapeOf('interval'), scope)
  if (term.type === 'text' && scope.dialect === 'sqlite') return convert(term, shapeOf('float'), scope)
  if (term.type === 'null' || term.type === 'any') {
    return convert(term, numbers.has(other.type) ? other : shapeOf('float'), scope)
  }
  return term
}

function ofNumbers(operator: Exclude<ArithmeticOperator, '||'>, a: Term, b: Term, scope: Scope): Term {
  if (a.type === 'float' || b.type === 'float') {
    const float = shapeOf('float')
    const terms = [convert(a, float, scope), convert(b, float, scope)]
    return strict(float, terms, (x, y) => ofFloats(operator, Number(x), Number(y), scope))
  }
  const type = a.type === 'integer' && b.type === 'integer' ? 'integer' : 'decimal'
  const scale = Math.max(a.scale, b.scale)
  switch (operator) {
    case '+':
    case '-': {
      const terms = [convert(a, shapeOf(type, scale), scope), convert(b, shapeOf(type, scale), scope)]
      return operator === '+'
        ? strict(shapeOf(type, scale), terms, (x, y) => add(exact(x), exact(y)))
        : strict(shapeOf(type, scale), terms, (x, y) => add(exact(x), negate(exact(y))))
    }
    case '*':
      return strict(shapeOf(type, a.scale + b.scale), [a, b], (x, y) => multiply(exact(x), exact(y)))
    case '/':
      return quotient(a, b, type, scale, scope)
    case '%': {
      const terms = [convert(a, shapeOf(type, scale), scope), convert(b, shapeOf(type, scale), scope)]
      return strict(shapeOf(type, scale), terms, (x, y) =>
        Number(y) === 0 ? byZero(scope) : remainder(exact(x), exact(y)),
      )
    }
  }
}

/** Integers are cut off; decimals are carried on to so many digits that no column can tell the difference. */
function quotient(a: Term, b: Term, type: 'integer' | 'decimal', scale: number, scope: Scope): Term {
  if (type === 'integer')
    return strict(shapeOf(type), [a, b], (x, y) => (Number(y) === 0 ? byZero(scope) : divideWhole(exact(x), exact(y))))
  const parts = b.constant ? partsOfTen(b) : undefined
  if (parts) return strict(shapeOf('decimal', a.scale + parts.digits), [a], (x) => multiply(exact(x), parts.factor))
  const digits = scale + quotientDigits
  const factor = powerOfTen(digits + b.scale - a.scale)
  return strict(shapeOf('decimal', digits), [a, b], (x, y) =>
    Number(y) === 0 ? byZero(scope) : divideRounded(multiply(exact(x), factor), exact(y)),
  )
}

/** Division by a constant such as 100, 0.5 or 8 is multiplication: 1 / b = factor / 10^digits. */
function partsOfTen(b: Term): { readonly factor: Exact; readonly digits: number } | undefined {
  const divisor = b.at(0)
  if (typeof divisor !== 'number' || divisor === 0) return undefined
  for (let digits = 0; digits + b.scale <= 15; digits++) {
    const power = powerOfTen(digits + b.scale)
    if (remainder(power, divisor) === 0) return { factor: divideWhole(power, divisor), digits }
  }
  return undefined
}

/** Postgres refuses the row; in SQLite the result is null. */
function byZero(scope: Scope): Value {
  return scope.dialect === 'sqlite' ? null : fault('division by zero')
}

function ofFloats(operator: Exclude<ArithmeticOperator, '||'>, x: number, y: number, scope: Scope): Value {
  switch (operator) {
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      return y === 0 ? byZero(scope) : x / y
    case '%': {
      if (scope.dialect !== 'sqlite') return y === 0 ? byZero(scope) : x % y
      const divisor = Math.trunc(y)
      return divisor === 0 ? null : (Math.trunc(x) % divisor) + 0
    }
  }
}

function ofMoments(operator: Exclude<ArithmeticOperator, '||'>, a: Term, b: Term, scope: Scope): Term | undefined {
  if (operator === '*' && a.type === 'interval' && numbers.has(b.type))
    return multiple(a, convert(b, shapeOf('float'), scope))
  if (operator === '*' && b.type === 'interval' && numbers.has(a.type))
    return multiple(b, convert(a, shapeOf('float'), scope))
  if (operator === '+' && moments.has(b.type)) return moments.has(a.type) ? undefined : ofMoments('+', b, a, scope)
  if (operator !== '+' && operator !== '-') return undefined
  const sign = operator === '+' ? 1 : -1
  if (a.type === 'interval' && b.type === 'interval')
    return strict(a, [a, b], (x, y) => (isInterval(x) && isInterval(y) ? sum(x, scaled(y, sign)) : null))
  if (!moments.has(a.type)) return undefined
  if (a.type === 'date' && b.type === 'integer') return strict(a, [a, b], (x, y) => Number(x) + sign * Number(y))
  if (b.type === 'interval') return shifted(a, b, sign)
  return operator === '-' && moments.has(b.type) ? difference(a, b, scope) : undefined
}

function multiple(interval: Term, factor: Term): Term {
  return strict(shapeOf('interval'), [interval, factor], (x, y) => (isInterval(x) ? scaled(x, Number(y)) : null))
}

function shifted(moment: Term, interval: Term, sign: number): Term {
  const unit = moment.type === 'date' ? microsPerDay : 1
  const result = moment.type === 'date' ? shapeOf('timestamp') : shapeOf(moment.type)
  return strict(result, [moment, interval], (x, y) => {
    if (!isInterval(y)) return null
    const micros = Number(x) * unit
    if (moment.type === 'time') return (((micros + sign * y.micros) % microsPerDay) + microsPerDay) % microsPerDay
    if (!Number.isFinite(micros)) return micros
    const days = Math.floor(micros / microsPerDay)
    const day = addMonths(days, sign * y.months) + sign * y.days
    return day * microsPerDay + (micros - days * microsPerDay) + sign * y.micros
  })
}

/** Of dates in days, of all else as an interval. */
function difference(a: Term, b: Term, scope: Scope): Term | undefined {
  if (a.type === 'date' && b.type === 'date') return strict(shapeOf('integer'), [a, b], (x, y) => Number(x) - Number(y))
  if ((a.type === 'time') !== (b.type === 'time')) return undefined
  const terms = a.type === 'time' ? [a, b] : [a, b].map((term) => convert(term, shapeOf('timestamptz'), scope))
  return strict(shapeOf('interval'), terms, (x, y) => {
    const micros = Number(x) - Number(y)
    const days = Math.trunc(micros / microsPerDay)
    return { months: 0, days, micros: micros - days * microsPerDay }
  })
}

const sum = (a: Interval, b: Interval): Interval => ({
  months: a.months + b.months,
  days: a.days + b.days,
  micros: a.micros + b.micros,
})

/** Parts of months become days, and parts of days microseconds, by 30 days a month. */
function scaled({ months, days, micros }: Interval, factor: number): Interval {
  const wholeMonths = Math.trunc(months * factor)
  const allDays = days * factor + (months * factor - wholeMonths) * 30
  const wholeDays = Math.trunc(allDays)
  const allMicros = micros * factor + (allDays - wholeDays) * microsPerDay
  return { months: wholeMonths, days: wholeDays, micros: Math.round(allMicros) }
}

function concatenation(left: Term, right: Term, scope: Scope): Term {
  if (left.type === 'list' || right.type === 'list') return ofLists(left, right, scope)
  if (left.type === 'json' || right.type === 'json') return ofJson(left, right, scope)
  const text = shapeOf('text')
  return strict(text, [convert(left, text, scope), convert(right, text, scope)], (x, y) => `${String(x)}${String(y)}`)
}

function ofLists(left: Term, right: Term, scope: Scope): Term {
  const shape = left.type === 'list' ? left : right
  const asList = (term: Term) => {
    if (term.type === 'list' || term.type === 'null') return term
    const element = convert(term, shape.element ?? shapeOf('any'), scope)
    return strict({ type: 'list', scale: 0, element: shape.element }, [element], (value) => [value])
  }
  return strict({ type: 'list', scale: 0, element: shape.element }, [asList(left), asList(right)], (x, y) =>
    isList(x) && isList(y) ? [...x, ...y] : null,
  )
}

function ofJson(left: Term, right: Term, scope: Scope): Term {
  const json = shapeOf('json')
  return strict(json, [convert(left, json, scope), convert(right, json, scope)], (x, y) => {
    if (!isJson(x) || !isJson(y)) return null
    const [a, b] = [x.json, y.json]
    if (isMembers(a) && isMembers(b)) return { json: { ...a, ...b } }
    return { json: [...(Array.isArray(a) ? a : [a]), ...(Array.isArray(b) ? b : [b])] }
  })
}

function isMembers(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
