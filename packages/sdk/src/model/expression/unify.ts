import { parseTimestamp } from '../calendar.ts'
import { convert, sameShape } from './convert.ts'
import { parseDecimal } from './exact.ts'
import type { Scope, Term } from './term.ts'
import { type Shape, shapeOf, type ValueType } from './value.ts'

const numbers: ReadonlySet<ValueType> = new Set(['integer', 'decimal', 'float', 'boolean'])
const stamps: ReadonlySet<ValueType> = new Set(['date', 'timestamp', 'timestamptz'])
const texts: ReadonlySet<ValueType> = new Set(['text', 'literal', 'uuid', 'bytes'])

/** Terms in the one shape in which they can be compared; undefined where there is none. */
export function unify(
  terms: readonly Term[],
  scope: Scope,
): { readonly shape: Shape; readonly terms: Term[] } | undefined {
  const given = scope.dialect === 'sqlite' ? terms.map(asStored) : terms
  let shape: Shape = shapeOf('null')
  for (const term of given) {
    const met = meet(shape, term, scope)
    if (!met) return undefined
    shape = met
  }
  if (shape.type === 'literal') shape = shapeOf('text')
  return { shape, terms: given.map((term) => (sameShape(term, shape) ? term : convert(term, shape, scope))) }
}

/** SQLite takes a string beside a number for a number only where it is one; else both are compared as text. */
function asStored(term: Term): Term {
  const isWord = term.type === 'literal' && term.constant && parseDecimal(String(term.at(0))) === undefined
  const isDate = isWord && parseTimestamp(String(term.at(0))) !== undefined
  return isWord && !isDate ? { ...term, type: 'text' } : term
}

function meet(a: Shape, b: Shape, scope: Scope): Shape | undefined {
  if (a.type === 'null' || a.type === 'any') return b.type === 'null' ? a : b
  if (b.type === 'null' || b.type === 'any') return a
  if (a.type === 'literal') return b
  if (b.type === 'literal') return a
  if (numbers.has(a.type) && numbers.has(b.type)) return meetNumbers(a, b)
  if (stamps.has(a.type) && stamps.has(b.type)) return meetStamps(a, b, scope)
  if (texts.has(a.type) && texts.has(b.type)) return a.type === b.type ? a : shapeOf('text')
  if (a.type === 'text' || b.type === 'text') return meetText(a.type === 'text' ? b : a, scope)
  if (a.type === 'list' && b.type === 'list') {
    const element = meet(a.element ?? shapeOf('any'), b.element ?? shapeOf('any'), scope)
    return element && { type: 'list', scale: 0, element }
  }
  return a.type === b.type ? a : undefined
}

function meetNumbers(a: Shape, b: Shape): Shape {
  if (a.type === b.type && a.type === 'boolean') return a
  if (a.type === 'float' || b.type === 'float') return shapeOf('float')
  const scale = Math.max(a.scale, b.scale)
  return shapeOf(a.type === 'decimal' || b.type === 'decimal' ? 'decimal' : 'integer', scale)
}

/** SQLite compares them as the text that they are. */
function meetStamps(a: Shape, b: Shape, scope: Scope): Shape {
  if (a.type === b.type) return a
  if (scope.dialect === 'sqlite') return shapeOf('text')
  return shapeOf(a.type === 'timestamptz' || b.type === 'timestamptz' ? 'timestamptz' : 'timestamp')
}

/** In SQLite dates are text, so a text takes their place; a number there is taken as the text that it would be stored as. */
function meetText(other: Shape, scope: Scope): Shape | undefined {
  return scope.dialect === 'sqlite'
    ? shapeOf('text')
    : stamps.has(other.type) || other.type === 'time'
      ? other
      : undefined
}
