import { microsPerDay } from '../calendar.ts'
import { type Exact, rescale, toFloat } from './exact.ts'
import { decimalOfFloat, leadingNumber, readText } from './read-text.ts'
import type { CastTarget } from './shape.ts'
import { type Scope, strict, type Term, unsupported } from './term.ts'
import { fault, isInterval, isList, type Shape, shapeOf, type Value, type ValueType } from './value.ts'
import { writeText } from './write-text.ts'

type Present = Exclude<Value, null>

/** The same values in another shape, as an explicit cast gives them. */
export function convert(term: Term, to: Shape, scope: Scope): Term {
  if (term.type === 'null' || sameShape(term, to)) return { ...term, ...shapeFrom(to) }
  const how = conversion(term, to, scope)
  if (!how) return unsupported(scope, `cast of ${term.type} to ${to.type}`)
  return strict(shapeFrom(to), [term], how)
}

export function castTo(term: Term, target: CastTarget, scope: Scope): Term {
  const { maxLength } = target
  if (maxLength !== undefined) {
    const text = convert(term, target, scope)
    return strict(shapeOf('text'), [text], (value) => Array.from(String(value)).slice(0, maxLength).join(''))
  }
  const keptScale = target.keepsScale && target.type === 'decimal'
  if (!keptScale) return convert(term, target, scope)
  if (term.type === 'integer' || term.type === 'decimal') return convert(term, shapeOf('decimal', term.scale), scope)
  if (term.constant && (term.type === 'literal' || term.type === 'text')) {
    const scale = /\.(\d+)/.exec(String(term.at(0)))?.[1]?.length ?? 0
    return convert(term, shapeOf('decimal', scale), scope)
  }
  return convert(term, shapeOf('float'), scope)
}

function shapeFrom({ type, scale, element }: Shape): Shape {
  return { type, scale, element }
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.type !== b.type || a.scale !== b.scale) return false
  return a.element && b.element ? sameShape(a.element, b.element) : a.element === b.element
}

const isText = (type: ValueType) => type === 'text' || type === 'literal'

function conversion(from: Shape, to: Shape, scope: Scope): ((value: Present) => Value) | undefined {
  if (from.type === 'any') return (value) => readAny(value, to, scope)
  if (isText(to.type)) return (value) => writeText(value, from, scope.dialect)
  if (isText(from.type)) {
    const numeric = to.type === 'integer' || to.type === 'decimal' || to.type === 'float'
    if (scope.dialect !== 'sqlite' || !numeric) return (value) => readText(String(value), to)
    return (value) => fromFloat(leadingNumber(String(value)), to, true)
  }
  switch (to.type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return toNumber(from, to, scope)
    case 'boolean':
      return isNumber(from.type) ? (value) => Number(value) !== 0 : undefined
    case 'date':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return toTemporal(from.type, to.type)
    case 'list': {
      const { element: inner } = from
      if (from.type !== 'list' || !inner || !to.element) return undefined
      const each = sameShape(inner, to.element) ? (value: Present) => value : conversion(inner, to.element, scope)
      return each && ((value) => (isList(value) ? value.map((part) => (part === null ? null : each(part))) : null))
    }
    case 'any':
      return (value) => value
    default:
      return undefined
  }
}

const isNumber = (type: ValueType) => type === 'integer' || type === 'decimal' || type === 'float'

function exactOf(value: Present): Exact {
  return typeof value === 'number' || typeof value === 'bigint' ? value : fault('a number is expected')
}

function toNumber(from: Shape, to: Shape, scope: Scope): ((value: Present) => Value) | undefined {
  const truncates = scope.dialect === 'sqlite'
  switch (from.type) {
    case 'boolean':
      return (value) => rescale(value === true ? 1 : 0, 0, to.scale)
    case 'integer':
    case 'decimal':
      if (to.type === 'float') return (value) => toFloat(exactOf(value), from.scale)
      return (value) => rescale(exactOf(value), from.scale, to.scale)
    case 'float':
      return (value) => fromFloat(Number(value), to, truncates)
    default:
      return undefined
  }
}

function fromFloat(value: number, to: Shape, truncates: boolean): Value {
  if (to.type === 'float') return value
  if (to.type === 'decimal') return decimalOfFloat(value, to.scale)
  if (!Number.isFinite(value)) return fault('a number is too large for an integer')
  return truncates ? Math.trunc(value) : roundHalfEven(value)
}

export function roundHalfEven(value: number): number {
  const low = Math.floor(value)
  const rest = value - low
  if (rest !== 0.5) return (rest < 0.5 ? low : low + 1) + 0
  return low % 2 === 0 ? low : low + 1
}

function toTemporal(from: ValueType, to: 'date' | 'time' | 'timestamp' | 'timestamptz') {
  const isDate = from === 'date'
  const isStamp = from === 'timestamp' || from === 'timestamptz'
  if (to === 'date') return isStamp ? (value: Present) => Math.floor(Number(value) / microsPerDay) : undefined
  if (to === 'time') {
    if (!isStamp) return undefined
    return (value: Present) => Number(value) - Math.floor(Number(value) / microsPerDay) * microsPerDay
  }
  if (isDate) return (value: Present) => Number(value) * microsPerDay
  return isStamp ? (value: Present) => value : undefined
}

/** What a value of unknown type becomes when it meets a type. */
function readAny(value: Present, to: Shape, scope: Scope): Value {
  if (to.type === 'any') return value
  if (typeof value === 'string') return readText(value, to)
  if (isText(to.type)) return writeText(value, shapeOf('any'), scope.dialect)
  if (to.type === 'boolean') return typeof value === 'boolean' ? value : Number(value) !== 0
  if (typeof value === 'boolean') return rescale(value ? 1 : 0, 0, to.scale)
  if (to.type === 'integer' || to.type === 'decimal')
    return Number.isSafeInteger(value) ? rescale(exactOf(value), 0, to.scale) : decimalOfFloat(Number(value), to.scale)
  return isInterval(value) || isList(value) ? value : Number(value)
}
