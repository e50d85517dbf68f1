import { UnderstudyError } from '../errors.ts'
import type { Vector } from '../model/batch.ts'
import { regExpOf } from '../model/expression/pattern.ts'
import { rowRange, streamOf, substream } from '../random/stream.ts'
import type { KindContext, Maker } from '../values/kind.ts'
import { localeOf } from '../values/locale.ts'
import { makerOf } from '../values/registry.ts'
import { textsOf } from '../values/text-of.ts'
import type { Choice, FieldHint } from './field-hint.ts'

const tries = 32
const known = new Map<string, number | undefined>()

/**
 * How many distinct values a kind can make for a field; undefined where it can't make any, or some that the field may
 * not hold. It is tried: a kind knows best what it makes.
 */
export function capacityOf(choice: Choice, hint: FieldHint): number | undefined {
  const { type, unique, maxLength, minLength, min, max, precision, scale, pattern, patterns, nested } = hint
  const key = JSON.stringify([
    choice,
    type,
    unique,
    maxLength,
    minLength,
    min,
    max,
    precision,
    scale,
    pattern,
    patterns,
    nested,
  ])
  if (!known.has(key)) known.set(key, tried(choice, hint))
  return known.get(key)
}

function tried(choice: Choice, hint: FieldHint): number | undefined {
  const maker = makerFor(choice, hint)
  if (!maker || (maker.capacity < 1 && hint.unique)) return undefined
  const length = hint.unique ? Math.min(tries, maker.capacity) : tries
  return holds(maker.make(rowRange(0, length)), hint) ? maker.capacity : undefined
}

function makerFor({ kind, options }: Choice, hint: FieldHint): Maker | undefined {
  const stream = substream(streamOf('infer'), kind)
  const context: KindContext = {
    stream,
    record: stream,
    unique: hint.unique ?? false,
    locale: localeOf('en'),
    maxLength: hint.nested ? undefined : hint.maxLength,
    type: hint.nested ? undefined : hint.type,
    distribution: undefined,
  }
  try {
    return makerOf(kind, options ?? {}, context)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'KIND_OPTIONS_INVALID')) throw thrown
    return undefined
  }
}

function holds(vector: Vector, hint: FieldHint): boolean {
  const texts = textsOf(vector)
  const { type, minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, patterns = [] } = hint
  if (type === 'text') {
    const whole = pattern === undefined ? [] : [{ source: `^(?:${pattern})$`, ignoreCase: false, negated: false }]
    const wanted = [...whole, ...patterns].map((one) => ({ test: regExpOf(one), negated: one.negated }))
    return texts.every((text) => {
      const length = [...text].length
      return (
        length >= minLength && length <= maxLength && wanted.every(({ test, negated }) => test.test(text) !== negated)
      )
    })
  }
  return texts.every((text) => isWithin(text, hint))
}

/** Dates and times as ISO text order like what they name. */
function isWithin(text: string, { type, min, max, precision, scale = 0 }: FieldHint): boolean {
  if (type !== 'integer' && type !== 'decimal' && type !== 'float') {
    return (
      (typeof min !== 'string' || text >= min.slice(0, text.length)) &&
      (typeof max !== 'string' || text.slice(0, max.length) <= max)
    )
  }
  const value = Number(text)
  const limit = precision === undefined ? Number.POSITIVE_INFINITY : Number(`1e${precision - scale}`)
  return value >= numberOr(min, -limit) && value <= numberOr(max, limit) && Math.abs(value) <= limit
}

function numberOr(value: string | number | undefined, other: number): number {
  return typeof value === 'number' ? value : other
}
