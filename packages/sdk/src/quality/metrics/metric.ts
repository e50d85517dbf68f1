import { wilson } from '../derive/wilson.ts'
import type { Metric } from '../quality-metrics.ts'

/** A share of things counted one by one. */
export function shareOf(numerator: number, denominator: number, n: number): Metric {
  return {
    value: denominator === 0 ? null : numerator / denominator,
    numerator,
    denominator,
    n,
    interval: intervalOf(numerator, denominator),
  }
}

export interface Ratio {
  readonly share: number
  /** How many things the share is of. */
  readonly of: number
  readonly weight: number
}

/**
 * The weighted mean of shares: numerator and denominator are the sums of weight × share and of the weights. Its interval
 * is Wilson's of as many things as have the variance of the mean (Kish), which are all of them where weights are equal
 * and shares are of as many things.
 */
export function meanOf(ratios: readonly Ratio[]): Metric {
  const sum = (of: (ratio: Ratio) => number) => ratios.reduce((total, ratio) => total + of(ratio), 0)
  const numerator = sum(({ share, weight }) => share * weight)
  const denominator = sum(({ weight }) => weight)
  if (denominator === 0) return shareOf(0, 0, ratios.length)
  const effective = 1 / sum(({ weight, of }) => (weight / denominator) ** 2 / of)
  return {
    value: numerator / denominator,
    numerator,
    denominator,
    n: ratios.length,
    interval: intervalOf((numerator / denominator) * effective, effective),
  }
}

export const unmeasured: Metric = shareOf(0, 0, 0)

function intervalOf(successes: number, n: number): Metric['interval'] {
  if (n === 0) return null
  const { low, high } = wilson(Math.min(successes, n), n)
  return [low, high]
}
