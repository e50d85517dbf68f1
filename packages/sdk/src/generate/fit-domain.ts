import { valueReader } from '../formats/row-objects.ts'
import { type Bound, contains, type Domain, type Scalar } from '../model/expression/domain.ts'
import type { FieldDefinition } from '../model/schema.ts'
import { rowRange } from '../random/stream.ts'
import type { Kind, Maker } from '../values/kind.ts'
import { type ChosenKind, plainKinds } from './choose-kind.ts'

const SAMPLE_ROWS = 256

/** How many of the values that a maker makes lie in the domain, from 0 to 1. */
export function shareInside(maker: Maker, domain: Domain): number {
  const length = Math.min(SAMPLE_ROWS, maker.capacity)
  const read = valueReader(maker.make(rowRange(0, length)))
  let inside = 0
  for (let row = 0; row < length; row++) if (contains(domain, scalarOf(read(row)))) inside++
  return inside / length
}

function scalarOf(value: unknown): Scalar | null {
  if (value instanceof Date) return value.toISOString()
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value
    default:
      return null
  }
}

export function restricts(domain: Domain): boolean {
  const { min, max, allowed, excluded, patterns, minLength, maxLength } = domain
  return Boolean(
    min ||
      max ||
      allowed ||
      excluded.length > 0 ||
      patterns.length > 0 ||
      minLength > 0 ||
      maxLength < Number.POSITIVE_INFINITY,
  )
}

/** Ways to make values of the domain, the one that means most first. The caller takes the first that does. */
export function candidatesIn(domain: Domain, chosen: ChosenKind, field: FieldDefinition, kind: Kind): ChosenKind[] {
  const { allowed } = domain
  if (allowed)
    return [
      oneOf(
        chosen,
        allowed.filter((value) => contains(domain, value)),
      ),
    ]
  const short = { ...chosen, maxLength: Math.min(chosen.maxLength ?? Number.POSITIVE_INFINITY, domain.maxLength) }
  const bounded = { ...short, ...(Number.isFinite(short.maxLength) ? {} : { maxLength: undefined }) }
  const plain = { ...bounded, ...plainKinds[field.type ?? 'text'] }
  return [
    bounded,
    clamped(bounded, domain, field, kind),
    ...(field.type === undefined ? [] : [clamped(plain, domain, field)]),
    ...patternsOf(domain).map((pattern) => ({ ...bounded, kind: 'pattern', options: { pattern } })),
  ]
}

function oneOf(chosen: ChosenKind, values: readonly Scalar[]): ChosenKind {
  const wanted = chosen.kind === 'one-of' && Array.isArray(chosen.options.values) ? chosen.options.values : undefined
  if (wanted?.every((value) => values.includes(value as Scalar))) return chosen
  return { ...chosen, kind: 'one-of', options: { values: [...values] } }
}

/** Which options bound a kind: numbers have min and max, dates from and to. Without a kind at hand both are tried by type. */
function clamped(chosen: ChosenKind, domain: Domain, field: FieldDefinition, kind?: Kind): ChosenKind {
  const { min, max } = domain
  if (!min && !max) return chosen
  const isTime = domain.type === 'date' || domain.type === 'timestamp' || domain.type === 'timestamptz'
  const [low, high] = isTime ? (['from', 'to'] as const) : (['min', 'max'] as const)
  if (kind && !takes(kind, low)) return chosen
  const options = { ...chosen.options }
  const step = stepOf(field)
  const least = min && inclusive(min, step)
  const most = max && inclusive(max, -step)
  if (least !== undefined) options[low] = larger(options[low], least)
  if (most !== undefined) options[high] = smaller(options[high], most)
  return { ...chosen, options: spanned(options, low, high) }
}

/** A bound on one side may lie beyond what the kind makes by itself: then the other side follows it. */
function spanned(options: Record<string, unknown>, low: string, high: string): Record<string, unknown> {
  const [least, most] = [options[low], options[high]]
  if (typeof least === 'number' && most === undefined)
    return { ...options, [high]: least + Math.max(1000, Math.abs(least)) }
  if (typeof most === 'number' && least === undefined)
    return { ...options, [low]: most > 0 ? Math.min(0, most) : most - Math.max(1000, Math.abs(most)) }
  if (typeof least === 'string' && most === undefined) return { ...options, [high]: yearsAfter(least, 5) }
  if (typeof most === 'string' && least === undefined) return { ...options, [low]: yearsAfter(most, -5) }
  return options
}

function yearsAfter(date: string, years: number): string {
  return `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}${date.slice(4)}`
}

export function takes(kind: Kind, option: string): boolean {
  const { options } = kind
  return 'shape' in options && typeof options.shape === 'object' && options.shape !== null && option in options.shape
}

function stepOf({ type, scale }: FieldDefinition): number {
  if (type === 'integer') return 1
  return type === 'decimal' ? 10 ** -(scale ?? 2) : 0
}

/** Exclusive bounds of whole steps move by one; of anything else the row rules see to the end itself. */
function inclusive({ value, inclusive }: Bound, step: number): Scalar {
  if (typeof value === 'bigint') return Number(value)
  return inclusive || typeof value !== 'number' ? value : value + step
}

function larger(a: unknown, b: Scalar): unknown {
  return typeof a === typeof b && (a as Scalar) > b ? a : b
}

function smaller(a: unknown, b: Scalar): unknown {
  return typeof a === typeof b && (a as Scalar) < b ? a : b
}

const LONGEST_MADE_UP = 40

function patternsOf({ patterns, minLength, maxLength }: Domain): string[] {
  const written = patterns.filter(({ negated }) => !negated).map(({ source }) => source)
  const most = Math.min(maxLength, Math.max(minLength, LONGEST_MADE_UP))
  return minLength > 0 || maxLength < Number.POSITIVE_INFINITY
    ? [...written, `[a-z]{${Math.max(minLength, Math.min(8, most))},${most}}`]
    : written
}
