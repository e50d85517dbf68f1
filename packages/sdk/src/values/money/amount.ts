import { z } from 'zod'
import { mapFloat64 } from '../../random/map.ts'
import { defineKind, indexDistributions } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import { tenTo } from '../list-maker.ts'
import { stepRange } from '../numbers/range.ts'
import { decimals } from '../vectors.ts'

/** Amounts are log-normal unless said otherwise: many small ones, few large. */
export const amount = defineKind({
  name: 'amount',
  group: 'money',
  summary: 'Amount of money: many small ones and few large, unless another distribution is asked for',
  type: 'decimal',
  options: z.strictObject({
    min: z.number().default(0.01),
    max: z.number().default(99_999.99),
    median: z.number().positive().default(60).describe('half of the amounts are below'),
    sigma: z.number().positive().default(1).describe('how far they spread: two thirds lie within a factor of e^sigma'),
    scale: z.number().int().min(0).max(6).default(2).describe('decimal places'),
  }),
  distributions: indexDistributions,
  examples: [{}, { median: 2000, sigma: 0.5, scale: 0 }],
  maker({ min, max, median, sigma, scale }, context) {
    const { first, size } = stepRange(min, max, scale)
    const factor = tenTo(scale)
    const distribution = context.distribution ?? { name: 'log-normal', median, sigma }
    return domainMaker(
      { ...context, distribution },
      {
        size,
        vector: (indices) =>
          decimals(
            mapFloat64(indices, (i) => first + i),
            scale,
          ),
      },
      { first: first / factor, step: 1 / factor },
    )
  },
})

/** What the price ends in, and how often of a hundred. */
const endings = [99, 95, 0, 49, 50, 90, 25, 75] as const

export const price = defineKind({
  name: 'price',
  group: 'money',
  summary: 'Price of an article: ends as prices do, in 99, 95, 00 or 49',
  type: 'decimal',
  options: z.strictObject({
    min: z.number().min(0).default(1).describe('whole units'),
    max: z.number().max(1e9).default(999).describe('whole units'),
    median: z.number().positive().default(35),
    sigma: z.number().positive().default(0.9),
  }),
  distributions: indexDistributions,
  examples: [{}, { min: 100, max: 5000, median: 900 }],
  maker({ min, max, median, sigma }, context) {
    const { first, size } = stepRange(min, max, 0)
    const distribution = context.distribution ?? { name: 'log-normal', median, sigma }
    return domainMaker(
      { ...context, distribution },
      {
        size: size * endings.length,
        vector: (indices) =>
          decimals(
            mapFloat64(indices, (index) => {
              const units = Math.floor(index / endings.length)
              return (first + units) * 100 + endings[index - units * endings.length]!
            }),
            2,
          ),
      },
      { first, step: 1 / endings.length },
    )
  },
})
