import { randomBytes } from 'node:crypto'
import { streamOf, word } from '../../../random/stream.ts'

/** Whole noise on whole counts: the two-sided geometric distribution, which floating point cannot give away. */
export interface Noise {
  /** For a count that one row changes by at most `sensitivity`. */
  count(epsilon: number, sensitivity?: number): number
  /** A choice with chances that grow as e^(epsilon score / 2 sensitivity): the exponential mechanism. */
  choose(scores: readonly number[], epsilon: number, sensitivity: number): number
}

/** Noise that nobody can guess, or, where a seed is given, noise that is as secret as the seed. */
export function noiseOf(seed: string | number | undefined): Noise {
  const unit = seed === undefined ? secretUnits() : seededUnits(seed)
  const geometric = (ratio: number): number => Math.floor(Math.log(unit()) / -ratio)
  return {
    count: (epsilon, sensitivity = 1) => geometric(epsilon / sensitivity) - geometric(epsilon / sensitivity),
    choose(scores, epsilon, sensitivity) {
      const most = Math.max(...scores)
      const weights = scores.map((score) => Math.exp((epsilon * (score - most)) / (2 * sensitivity)))
      let left = unit() * weights.reduce((sum, weight) => sum + weight, 0)
      for (const [i, weight] of weights.entries()) {
        left -= weight
        if (left <= 0) return i
      }
      return weights.length - 1
    },
  }
}

/** Above 0, up to 1. */
function secretUnits(): () => number {
  let pool = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at + 8 > pool.length) {
      pool = randomBytes(8192)
      at = 0
    }
    const value = pool.readBigUInt64LE(at) >> 11n
    at += 8
    return (Number(value) + 1) / 2 ** 53
  }
}

function seededUnits(seed: string | number): () => number {
  const stream = streamOf(`noise ${seed}`)
  let draw = 0
  return () => {
    const high = word(stream, draw, 0)
    const low = word(stream, draw++, 1)
    return (high * 2 ** 21 + (low >>> 11) + 1) / 2 ** 53
  }
}
