import { WINDOW_FROM, WINDOW_TO } from '../values/time/window.ts'
import type { FieldHint } from './field-hint.ts'

type Options = Readonly<Record<string, unknown>>
interface Range {
  readonly min: number
  readonly max: number
}

/** What kinds with a range make where nobody says: plain numbers, not as many as the type could hold. */
const usualRanges: Readonly<Record<string, Range>> = {
  integer: { min: 0, max: 1000 },
  decimal: { min: 0, max: 1000 },
  float: { min: 0, max: 1000 },
  amount: { min: 1, max: 9999 },
  price: { min: 1, max: 999 },
  year: { min: 2000, max: 2025 },
}
const windowed = new Set(['date', 'timestamp', 'created-at', 'updated-at', 'deleted-at'])

/** The options of a kind, moved into the bounds of a field as far as the kind can be told them. */
export function fittedOptions(kind: string, options: Options, hint: FieldHint): Options {
  const usual = usualRanges[kind]
  if (usual) return ranged(kind, options, moved({ ...usual, ...rangeOf(options) }, hint), hint)
  return windowed.has(kind) ? window(options, hint) : options
}

function rangeOf({ min, max }: Options): Partial<Range> {
  return { ...(typeof min === 'number' ? { min } : {}), ...(typeof max === 'number' ? { max } : {}) }
}

function ranged(kind: string, options: Options, range: Range, hint: FieldHint): Options {
  switch (kind) {
    case 'decimal':
      return { ...options, ...range, scale: Math.min(hint.scale ?? 2, 12) }
    case 'amount': {
      const scale = hint.type === 'integer' ? 0 : Math.min(hint.scale ?? 2, 6)
      const median = typeof options.median === 'number' ? options.median : 60
      const inside = median > range.min && median < range.max
      return { ...options, ...range, median: inside ? median : (range.min + range.max) / 2, scale }
    }
    case 'price':
      return {
        ...options,
        min: Math.ceil(range.min),
        max: Math.floor(range.max - (hint.max === range.max || range.max < 100 ? 0.99 : 0)),
      }
    default:
      return { ...options, ...range }
  }
}

/** Whole steps that a unique number may take: more than rows can be numbered are of no use. */
const manySteps = 2 ** 46

function moved({ min, max }: Range, hint: FieldHint): Range {
  const limit = typeLimit(hint)
  const least = Math.max(numberOr(hint.min, -limit), -limit)
  const most = Math.min(numberOr(hint.max, limit), limit)
  if (hint.unique && hint.type !== 'float') {
    const low = Math.max(least, Math.min(1, most))
    return { min: low, max: Math.min(most, low + manySteps / Number(`1e${Math.min(hint.scale ?? 0, 12)}`)) }
  }
  const low = Math.max(min, least)
  const high = Math.min(max, most)
  if (low <= high) return { min: low, max: high }
  return min > most
    ? { min: Math.max(least, most - (max - min)), max: most }
    : { min: least, max: Math.min(most, least + (max - min)) }
}

function typeLimit({ type, precision, scale = 0 }: FieldHint): number {
  if (precision === undefined || type !== 'decimal') return Number.POSITIVE_INFINITY
  return Number((Number(`1e${precision - scale}`) - Number(`1e-${scale}`)).toFixed(Math.min(scale, 20)))
}

function numberOr(value: unknown, other: number): number {
  return typeof value === 'number' ? value : other
}

/** Both ends, where the field or the rule says one: a kind's own window may lie elsewhere. */
function window({ from, to, ...options }: Options, { min, max }: FieldHint): Options {
  const least = textOr(min)
  const most = textOr(max)
  const start = later(textOr(from), least)
  const end = earlier(textOr(to), most)
  if (start === undefined && end === undefined) return options
  const usual = { from: start ?? WINDOW_FROM, to: end ?? WINDOW_TO }
  if (usual.from <= usual.to) return { ...options, ...usual }
  return {
    ...options,
    from: least ?? yearsFrom(most ?? WINDOW_TO, -windowYears),
    to: most ?? yearsFrom(least ?? WINDOW_FROM, windowYears),
  }
}

const windowYears = 5

function yearsFrom(date: string, years: number): string {
  return `${String(Number(date.slice(0, 4)) + years).padStart(4, '0')}-01-01`
}

/** Dates as ISO text order like the days that they name. */
function later(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || (other !== undefined && other > one) ? other : one
}
function earlier(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || (other !== undefined && other < one) ? other : one
}
function textOr(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
