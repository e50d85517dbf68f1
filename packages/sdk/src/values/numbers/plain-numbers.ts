import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import { defineKind, indexDistributions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { KindContext, Maker } from '../kind.ts'
import { tenTo } from '../list-maker.ts'
import { ownNumbers } from '../numbered.ts'
import { decimals, floats, ints } from '../vectors.ts'
import { largestIn, stepRange } from './range.ts'

const bound = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).optional()

/** 0, unless that is above the largest. */
function lowest(max: number | undefined, reach: number): number {
  return max !== undefined && max < 0 ? max - reach : 0
}

/** Distinct numbers without a largest: as short as the count of the rows lets them be. */
function shortNumbers(context: KindContext, low: number): Maker {
  const digits = String(largestIn(context, Number.MAX_SAFE_INTEGER)).length
  const free = Math.min(15, low === 0 ? digits : digits - 1)
  if (low > tenTo(free) || low < -tenTo(free)) throw optionsError('min: it leaves no room above it; say what max is')
  const own = ownNumbers({ ...context, record: context.stream, maxLength: free }, 0, 0)
  return { capacity: own.capacity, make: (rows) => ints(mapFloat64(own.numbers(rows), (n) => low + n)) }
}

export const integer = defineKind({
  name: 'integer',
  group: 'numbers',
  summary: 'Whole number',
  type: 'integer',
  options: z.strictObject({
    min: bound.describe('default 0'),
    max: bound.describe('default 1,000,000 above min; in a unique field as high as the number of rows takes it'),
    step: z.number().int().positive().default(1).describe('from one value to the next'),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: -50, max: 50 }, { min: 0, max: 1000, step: 5 }, { min: 1, max: 3 }],
  maker({ min, max, step }, context) {
    const low = min ?? lowest(max, 1_000_000)
    if (context.unique && max === undefined && step === 1) return shortNumbers(context, low)
    const high = max ?? largestIn(context, Math.min(low + 1_000_000, Number.MAX_SAFE_INTEGER))
    const { first, size: whole } = stepRange(low, high, 0)
    const size = Math.floor((whole - 1) / step) + 1
    return domainMaker(
      context,
      {
        size,
        vector: (indices) => {
          for (let i = 0; i < indices.length; i++) indices[i] = first + indices[i]! * step
          return ints(indices)
        },
      },
      { first, step },
    )
  },
})

export const decimal = defineKind({
  name: 'decimal',
  group: 'numbers',
  summary: 'Number with decimal places, exact',
  type: 'decimal',
  options: z.strictObject({
    min: bound.describe('default 0'),
    max: bound.describe('default 1,000 above min'),
    scale: z.number().int().min(0).max(12).default(2).describe('decimal places'),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: -1, max: 1, scale: 4 }],
  maker({ min, max, scale }, context) {
    const low = min ?? lowest(max, 1000)
    const digits = context.type === 'text' && context.maxLength !== undefined ? context.maxLength - scale - 1 : 15
    if (digits < 1)
      throw optionsError(`numbers of ${scale} decimal places don't fit into ${context.maxLength} characters`)
    const { first, size } = stepRange(low, max ?? Math.min(low + 1000, tenTo(Math.min(15, digits)) - 1), scale)
    const factor = tenTo(scale)
    return domainMaker(
      context,
      {
        size,
        vector: (indices) => {
          for (let i = 0; i < indices.length; i++) indices[i] = first + indices[i]!
          return decimals(indices, scale)
        },
      },
      { first: first / factor, step: 1 / factor },
    )
  },
})

export const float = defineKind({
  name: 'float',
  group: 'numbers',
  summary: 'Number of double precision, in steps of a millionth by default',
  type: 'float',
  options: z.strictObject({
    min: bound.describe('default 0'),
    max: bound.describe('default 1 above min'),
    digits: z.number().int().min(0).max(12).default(6).describe('decimal places that it is rounded to'),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: -180, max: 180 }, { min: 0, max: 100, digits: 1 }],
  maker({ min, max, digits }, context) {
    const low = min ?? lowest(max, 1)
    const { first, size } = stepRange(low, max ?? low + 1, digits)
    const factor = tenTo(digits)
    return domainMaker(
      context,
      {
        size,
        vector: (indices) => {
          for (let i = 0; i < indices.length; i++) indices[i] = (first + indices[i]!) / factor
          return floats(indices)
        },
      },
      { first: first / factor, step: 1 / factor },
    )
  },
})

export const percentage = defineKind({
  name: 'percentage',
  group: 'numbers',
  summary: 'Share in percent, of two decimal places',
  type: 'decimal',
  options: z.strictObject({
    min: z.number().min(0).max(100).default(0),
    max: z.number().min(0).max(100).default(100),
  }),
  distributions: indexDistributions,
  maker({ min, max }, context) {
    const { first, size } = stepRange(min, max, 2)
    return domainMaker(
      context,
      {
        size,
        vector: (indices) =>
          decimals(
            mapFloat64(indices, (i) => first + i),
            2,
          ),
      },
      { first: first / 100, step: 0.01 },
    )
  },
})

/** Most ratings are good: what people give when they are asked. */
const usualRatings = [6, 5, 12, 30, 47]

export const rating = defineKind({
  name: 'rating',
  group: 'numbers',
  summary: 'Stars from 1 to 5, most of them good',
  type: 'integer',
  options: z.strictObject({ max: z.number().int().min(2).max(100).default(5) }),
  distributions: indexDistributions,
  examples: [{}, { max: 10 }],
  maker: ({ max }, context) =>
    domainMaker(
      { ...context, distribution: context.distribution ?? { name: 'weighted', weights: usualRatings } },
      { size: max, vector: (indices) => ints(mapFloat64(indices, (i) => i + 1)) },
      { first: 1, step: 1 },
    ),
})
