import { below } from '../../../random/draw.ts'
import { rowRange, streamOf, words } from '../../../random/stream.ts'

/** A share, and between what it lies with 95 % confidence. */
export interface Estimate {
  readonly value: number
  readonly interval: readonly [low: number, high: number]
}

/** What one query contributes: so many right out of so many. */
export interface Trial {
  readonly hits: number
  readonly of: number
}

const z = 1.959963984540054
const resamples = 1000

/**
 * The mean of the shares of the queries. The interval is the wider one of two: a bootstrap over queries, since neighbours
 * of one query are found or missed together; and Wilson's over all neighbours, since where all queries score alike a
 * bootstrap says nothing. Undefined without a trial.
 */
export function estimate(trials: readonly Trial[]): Estimate | undefined {
  const shares = trials.filter(({ of }) => of > 0).map(({ hits, of }) => hits / of)
  if (shares.length === 0) return undefined
  const value = mean(shares)
  const total = trials.reduce((sum, { of }) => sum + of, 0)
  const [low, high] = wilson(value, total)
  const means = resampledMeans(shares)
  const least = means[Math.floor(resamples * 0.025)] ?? value
  const most = means[Math.ceil(resamples * 0.975) - 1] ?? value
  return { value, interval: [Math.min(low, least), Math.max(high, most)] }
}

/** Wilson's interval of a share that was seen in so many trials; never outside of 0 to 1, nor empty at its ends. */
export function wilson(share: number, trials: number): readonly [low: number, high: number] {
  const square = z * z
  const centre = share + square / (2 * trials)
  const width = z * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials * trials))
  const scale = 1 + square / trials
  return [Math.max(0, (centre - width) / scale), Math.min(1, (centre + width) / scale)]
}

function resampledMeans(shares: readonly number[]): Float64Array {
  const size = shares.length
  const stream = streamOf('bootstrap over queries')
  const means = Float64Array.from({ length: resamples }, (_, at) => {
    let sum = 0
    for (const word of words(stream, rowRange(at * size, size))) sum += shares[below(word, size)] ?? 0
    return sum / size
  })
  return means.sort()
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
