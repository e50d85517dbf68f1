import { z } from 'zod'
import type { ScalarType } from '../../masking-schema.ts'
import type { Mask } from '../../transform.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask, shorterNumber } from '../draws/fitted-mask.ts'
import {
  type Amount,
  boundsOf,
  floorQuotient,
  readAmount,
  readExponential,
  rescaled,
  roundedQuotient,
  within,
  writeAmount,
} from './amount.ts'

const options = z
  .strictObject({
    width: z.number().positive().optional().describe('buckets of this width, counted from 0; default 10'),
    edges: z
      .array(z.number())
      .min(1)
      .optional()
      .describe('instead: where buckets begin, in ascending order; what lies below the first is given the first'),
    show: z
      .enum(['lower', 'nearest', 'band'])
      .default('lower')
      .describe('the edge below, the nearest edge, or as text both, such as 30-39'),
  })
  .refine(({ width, edges }) => width === undefined || edges === undefined, 'give width or edges, not both')
  .refine(({ edges = [] }) => edges.every((edge, i) => i === 0 || edge > edges[i - 1]!), 'edges must ascend')

type Options = z.output<typeof options>

export const bucket = defineTransform({
  name: 'bucket',
  group: 'numbers',
  summary: 'The edge of the bucket that a number lies in: bands of age, classes of income. Other texts are redacted',
  options,
  examples: [{}, { width: 1000, show: 'nearest' }, { edges: [0, 18, 30, 45, 65, 90] }, { width: 5, show: 'band' }],
  accepts: ['integer', 'decimal', 'float', 'text'],
  promises: ({ show }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: show === 'band' && type.form === 'text' ? 'lost' : 'similar',
    longest: fittedLength(type, 1, (length) => Math.max(2 * length + 4, 40)),
    mayKeep: 'a number that is an edge already',
  }),
  mask(given, { column: { type } }) {
    const mask: Mask = {
      value(text) {
        const amount = readAmount(text)
        if (amount) return bucketed(amount, given, type)
        const double = readExponential(text)
        if (double !== undefined) return String(bucketedDouble(double, given))
        return type.form === 'text' ? text.replace(/[^\s]/gu, '*') : /^[+-]?(infinity|nan)$/i.test(text) ? text : '0'
      },
    }
    return fittedMask(type, mask, shorterNumber)
  },
})

function bucketed(amount: Amount, { width, edges, show }: Options, type: ScalarType): string {
  const fits = (edge: Amount) => writeAmount(type.form === 'text' ? edge : fitted(edge, type))
  if (edges) {
    const at = edgeAt(amount, edges, show)
    const [lower, next] = [edges[at]!, edges[at + 1]]
    if (show !== 'band' || type.form !== 'text') return fits(amountOf(lower))
    return next === undefined ? `${lower}+` : `${lower}-${writeAmount(before(amountOf(next)))}`
  }
  const step = amountOf(width ?? 10)
  const scale = Math.max(amount.scale, step.scale)
  const [value, by] = [rescaled(amount, scale).unscaled, rescaled(step, scale).unscaled]
  const count = show === 'nearest' ? roundedQuotient(value, by) : floorQuotient(value, by)
  const lower = { unscaled: count * by, scale }
  if (show !== 'band' || type.form !== 'text') return fits(lower)
  return `${writeAmount(lower)}-${writeAmount(before({ unscaled: lower.unscaled + by, scale }))}`
}

/** So large or so small a number lies in a bucket of its own width of ten, or beyond the edges. */
function bucketedDouble(value: number, { edges }: Options): number {
  if (edges) return value < edges[0]! ? edges[0]! : (edges.findLast((edge) => edge <= value) ?? edges[0]!)
  if (Math.abs(value) < 1) return 0
  return Math.sign(value) * 10 ** Math.floor(Math.log10(Math.abs(value)))
}

/** The last whole number below an edge that is whole; an edge that is not stands for itself. */
function before(edge: Amount): Amount {
  const whole = rescaled(edge, 0)
  const isWhole = rescaled(whole, edge.scale).unscaled === edge.unscaled
  return isWhole ? { unscaled: whole.unscaled - 1n, scale: 0 } : edge
}

function edgeAt(amount: Amount, edges: readonly number[], show: Options['show']): number {
  const value = Number(writeAmount(amount))
  const above = edges.findIndex((edge) => edge > value)
  const at = Math.max(0, above === -1 ? edges.length - 1 : above - 1)
  const next = edges[at + 1]
  return show === 'nearest' && next !== undefined && next - value < value - edges[at]! ? at + 1 : at
}

function amountOf(value: number): Amount {
  return readAmount(String(value)) ?? { unscaled: BigInt(Math.round(value)), scale: 0 }
}

/** At the scale of the column, and towards zero where the edge lies beyond what it holds. */
function fitted(edge: Amount, type: ScalarType): Amount {
  const scale = type.form === 'integer' ? 0 : (type.scale ?? edge.scale)
  const { unscaled } = rescaled(edge, scale)
  const bounds = boundsOf(type)
  if (!bounds) return { unscaled, scale }
  return { unscaled: within(unscaled, bounds), scale }
}
