import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { againstBounds } from '../evaluate/entity-measure.ts'
import { centralSum, quantileOf, spreadOf, sumOf } from '../evaluate/moments.ts'
import { NumberList } from '../evaluate/number-list.ts'
import { ruleBase } from '../rule-base.ts'
import { boundsText, nameSchema } from '../rule-parts.ts'

const measures = [
  'min',
  'max',
  'mean',
  'median',
  'sum',
  'deviation',
  'variance',
  'quantile',
  'range',
  'iqr',
  'zeros',
  'skew',
  'kurtosis',
] as const
type Measure = (typeof measures)[number]

/** Numbers that a measure takes at the least. */
const least: Readonly<Partial<Record<Measure, number>>> = { deviation: 2, variance: 2, skew: 3, kurtosis: 4 }

/**
 * Deviation and variance are those of a sample (n − 1), quantiles lie between their neighbours (percentile_cont), skew
 * and kurtosis are those of the moments, the latter less 3. What is no number is left out; 8 bytes a number are kept.
 */
export const aggregate = defineRuleKind({
  type: 'aggregate',
  group: 'businessRules',
  dimension: 'business',
  schema: z
    .strictObject({
      type: z.literal('aggregate'),
      ...ruleBase,
      column: nameSchema,
      measure: z.enum(measures),
      quantile: z.number().min(0).max(1).optional().describe('Of the measure quantile: 0.5 is the median'),
      min: z.number().optional(),
      max: z.number().optional(),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'say min, max, or both')
    .refine(
      ({ measure, quantile }) => (measure === 'quantile') === (quantile !== undefined),
      'say quantile with the measure quantile, and only there',
    ),
  about:
    'A figure of all numbers of the column lies between bounds: mean, median, sum, deviation, a quantile and others',
  demand: ({ column, measure, quantile, min, max }) =>
    `the ${measure}${quantile === undefined ? '' : ` ${quantile}`} of ${column} is ${boundsText(min, max)}`,
  columns: ({ column }) => [column],
  start({ column, measure, quantile = 0.5, min, max }) {
    const numbers = new NumberList(column)
    return {
      add: (batch, passes) => numbers.add(batch, passes),
      end: () =>
        numbers.refusal(least[measure] ?? 1) ?? againstBounds(figure(numbers.values, measure, quantile), min, max),
    }
  },
})

function figure(values: Float64Array, measure: Measure, share: number): number {
  switch (measure) {
    case 'min':
      return values.reduce((a, b) => Math.min(a, b))
    case 'max':
      return values.reduce((a, b) => Math.max(a, b))
    case 'range':
      return figure(values, 'max', share) - figure(values, 'min', share)
    case 'sum':
      return sumOf(values)
    case 'mean':
      return sumOf(values) / values.length
    case 'median':
      return quantileOf(values.slice().sort(), 0.5)
    case 'quantile':
      return quantileOf(values.slice().sort(), share)
    case 'iqr': {
      const sorted = values.slice().sort()
      return quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25)
    }
    case 'deviation':
      return spreadOf(values).deviation
    case 'variance':
      return spreadOf(values).deviation ** 2
    case 'zeros':
      return values.reduce((count, value) => count + Number(value === 0), 0)
    case 'skew':
      return standardized(values, 3)
    case 'kurtosis':
      return standardized(values, 4) - 3
  }
}

function standardized(values: Float64Array, power: 3 | 4): number {
  const mean = sumOf(values) / values.length
  const variance = centralSum(values, mean, 2) / values.length
  return centralSum(values, mean, power) / values.length / variance ** (power / 2)
}
