import type { Distribution } from '../model/schema.ts'
import { aliasTable } from './alias.ts'
import { fraction } from './draw.ts'
import { exp, ln, normalCdf, normalQuantile, pow } from './exact-math.ts'
import { type Rows, type Stream, words } from './stream.ts'

/** Turns a fraction in [0, 1) into an index in [0, size). */
export type IndexShape = (unit: number) => number

/** What the indices stand for, so that a mean or a median can be given in the field's own units. */
export interface IndexScale {
  /** The value of index 0. */
  readonly first: number
  /** From one index to the next. */
  readonly step: number
}

/** Zipf's head is exact up to here; beyond, ranks come from the integral of the density. */
const ZIPF_TABLE = 65_536

export function indexShape(
  distribution: Distribution | undefined,
  size: number,
  scale: IndexScale = { first: 0, step: 1 },
): IndexShape {
  const top = size - 1
  const inside = (index: number) => (index < 0 ? 0 : index > top ? top : Math.floor(index))
  switch (distribution?.name) {
    case undefined:
    case 'uniform':
      return (unit) => Math.floor(unit * size)
    case 'normal': {
      const mean = distribution.mean === undefined ? size / 2 : (distribution.mean - scale.first) / scale.step + 0.5
      const deviation = distribution.deviation === undefined ? size / 6 : distribution.deviation / scale.step
      const at = truncatedNormal((0 - mean) / deviation, (size - mean) / deviation)
      return (unit) => inside(mean + deviation * at(unit))
    }
    case 'log-normal': {
      const sigma = distribution.sigma ?? 1
      const last = scale.first + top * scale.step
      const low = Math.max(scale.first, Math.min(scale.step, 1) / 2, last / 1e12)
      const high = Math.max(last + scale.step, low * 2)
      const middle = ln(distribution.median ?? Math.max(low, (low + high) / 20))
      const at = truncatedNormal((ln(low) - middle) / sigma, (ln(high) - middle) / sigma)
      return (unit) => inside((exp(middle + sigma * at(unit)) - scale.first) / scale.step)
    }
    case 'zipf':
      return zipf(size, distribution.exponent ?? 1)
    case 'weighted':
      return weighted(distribution.weights, size)
    case 'seasonal':
      throw new RangeError('a seasonal distribution shapes times, not indices')
  }
}

/** The standard normal curve between two bounds, by its inverse: one fraction, no retry. */
function truncatedNormal(low: number, high: number): (unit: number) => number {
  // Far out in the upper tail the curve's lower tail has the better resolution.
  if (low > 0) {
    const mirrored = truncatedNormal(-high, -low)
    return (unit) => -mirrored(1 - unit - 1.1e-16)
  }
  const from = normalCdf(low)
  const span = normalCdf(high) - from
  // Nothing of the curve lies inside the bounds: all values sit at the nearer one.
  if (!(span > 0)) return () => (high < 0 ? high : low)
  return (unit) => {
    const z = normalQuantile(from + unit * span)
    return Math.min(Math.max(z, low), high)
  }
}

function zipf(size: number, exponent: number): IndexShape {
  if (size <= ZIPF_TABLE) {
    const weights = new Float64Array(size)
    for (let i = 0; i < size; i++) weights[i] = pow(i + 1, -exponent)
    return aliasTable(weights)
  }
  const one = Math.abs(exponent - 1) < 1e-9
  const high = size + 0.5
  const reach = one ? ln(high / 0.5) : pow(high, 1 - exponent) - pow(0.5, 1 - exponent)
  const low = one ? 0 : pow(0.5, 1 - exponent)
  return (unit) => {
    const x = one ? 0.5 * exp(unit * reach) : pow(low + unit * reach, 1 / (1 - exponent))
    const rank = Math.floor(x + 0.5)
    return rank < 1 ? 0 : rank > size ? size - 1 : rank - 1
  }
}

/** One weight an index, or one weight for each equal slice of a domain that has more indices than weights. */
function weighted(weights: readonly number[], size: number): IndexShape {
  if (size <= weights.length) return aliasTable(weights.slice(0, size))
  const ends: number[] = []
  let total = 0
  for (const weight of weights) {
    total += weight
    ends.push(total)
  }
  if (!(total > 0)) throw new RangeError('weights without a sum above 0')
  return (unit) => {
    const at = unit * total
    const slice = ends.findIndex((end) => at < end)
    const start = slice === 0 ? 0 : ends[slice - 1]!
    const within = (at - start) / weights[slice]!
    return Math.min(size - 1, Math.floor(((slice + within) / weights.length) * size))
  }
}

/** One fraction in [0, 1) a row, of 53 bits; takes the draws `draw` and `draw + 1`. */
export function fractions(stream: Stream, rows: Rows, draw = 0): Float64Array {
  const high = words(stream, rows, draw)
  const low = words(stream, rows, draw + 1)
  const out = new Float64Array(rows.length)
  for (let i = 0; i < out.length; i++) out[i] = fraction(high[i]!, low[i]!)
  return out
}
