import { WINDOW_FROM, WINDOW_TO } from '../values/time/window.ts'
import type { FieldHint } from './infer-field.ts'

type Options = Readonly<Record<string, unknown>>

/** The options as far as the field allows, or undefined where nothing of them is left. */
export function fittedOptions(kind: string, options: Options, hint: FieldHint): Options | undefined {
  switch (hint.type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return bounded.has(kind) ? { ...options, ...numbers(options, hint) } : withinBounds(options, hint)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return window(options, hint)
    case 'text':
      return fitsLength(options, hint.maxLength) ? options : undefined
    default:
      return options
  }
}

const bounded = new Set(['integer', 'decimal', 'float', 'money'])

/** A kind with a range of its own can't be told of another one. */
function withinBounds(options: Options, { min, max }: FieldHint): Options | undefined {
  return (typeof min === 'number' && min > 0) || (typeof max === 'number' && max < smallestOwnRange)
    ? undefined
    : options
}
const smallestOwnRange = 1000

const widest = 2147483647

function numbers(options: Options, hint: FieldHint): { min?: number; max?: number } {
  const limit = typeLimit(hint)
  const least = Math.max(numberOr(hint.min, -limit), -limit)
  const most = Math.min(numberOr(hint.max, limit), limit)
  if (hint.unique && hint.type !== 'float')
    return { min: Math.max(least, Math.min(1, most)), max: Math.min(most, widest) }
  const min = numberOr(options.min, undefined)
  const max = numberOr(options.max, undefined)
  if (min === undefined || max === undefined) {
    return {
      ...(hint.min === undefined ? {} : { min: least }),
      ...(most < Number.POSITIVE_INFINITY ? { max: most } : {}),
    }
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
  return Number(`1e${precision - scale}`) - Number(`1e-${scale}`)
}

function numberOr<Other>(value: unknown, other: Other): number | Other {
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

function fitsLength({ values }: Options, maxLength: number | undefined): boolean {
  if (!Array.isArray(values) || maxLength === undefined) return true
  return values.every((value) => String(value).length <= maxLength)
}
