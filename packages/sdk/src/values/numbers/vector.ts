import { z } from 'zod'
import { below, fraction } from '../../random/draw.ts'
import { normalQuantile } from '../../random/exact-math.ts'
import { type Stream, substream, word } from '../../random/stream.ts'
import { defineKind } from '../define-kind.ts'
import { floats } from '../vectors.ts'

/** Decimal places that numbers are rounded to: what a float of 4 bytes holds of them. */
const STEPS = 1_000_000

export const vector = defineKind({
  name: 'vector',
  group: 'numbers',
  summary:
    'Vector of numbers, such as an embedding: in clusters, and of length 1 unless said otherwise; in a field of text as pgvector writes it',
  type: 'list',
  options: z.strictObject({
    dimensions: z.number().int().min(1).max(16_000).default(384),
    clusters: z.number().int().min(0).max(10_000).default(8).describe('0: directions without order'),
    spread: z
      .number()
      .min(0)
      .max(100)
      .default(0.5)
      .describe('how far a cluster spreads, against its distance from others'),
    unit: z.boolean().default(true).describe('whether the length is 1'),
  }),
  examples: [{ dimensions: 4 }, { dimensions: 8, clusters: 0, unit: false }],
  neverUnique: 'vectors are drawn, not numbered',
  maker({ dimensions, clusters, spread, unit }, context) {
    const centre = substream(context.stream, 'centre')
    const noise = substream(context.stream, 'noise')
    const centres = Array.from({ length: clusters }, (_, cluster) => direction(centre, cluster, 0, dimensions))
    const make = (row: number, attempt: number): Float64Array => {
      const values = direction(noise, row, attempt, dimensions)
      if (clusters > 0) {
        const own = centres[below(word(context.stream, row, 0, attempt), clusters)]!
        for (let i = 0; i < dimensions; i++) values[i] = own[i]! + spread * values[i]!
      }
      return rounded(values, unit)
    }
    return {
      capacity: 0,
      make: ({ numbers, length, attempt }) => {
        const vectors = Array.from({ length }, (_, i) => make(numbers[i]!, attempt))
        return { type: 'list', length, values: vectors.map(floats) }
      },
    }
  },
})

/** Normal in every dimension: no direction is likelier than another. Two draws a number. */
function direction(stream: Stream, row: number, attempt: number, dimensions: number): Float64Array {
  const values = new Float64Array(dimensions)
  for (let i = 0; i < dimensions; i++) {
    const unit = fraction(word(stream, row, 2 * i, attempt), word(stream, row, 2 * i + 1, attempt))
    values[i] = normalQuantile(unit === 0 ? 0.5 : unit)
  }
  return values
}

function rounded(values: Float64Array, unit: boolean): Float64Array {
  let norm = 1
  if (unit) {
    let sum = 0
    for (const value of values) sum += value * value
    norm = Math.sqrt(sum) || 1
  }
  for (let i = 0; i < values.length; i++) values[i] = Math.round((values[i]! / norm) * STEPS) / STEPS
  if (unit && values.every((value) => value === 0)) values[0] = 1
  return values
}
