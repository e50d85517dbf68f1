import { logChoose } from './hypergeometric.ts'
import type { Points } from './row-points.ts'

export interface IdenticalPairs {
  /** Positions of the synthetic rows that are half of a pair whose other half is a training row. */
  readonly across: readonly number[]
  /** Pairs that would be so, had the labels of all rows been dealt out by chance. */
  readonly expected: number
  /** That chance deals out so many or more. */
  readonly pValue: number
}

/**
 * Values that exactly two rows have, of training and synthetic rows together. If both are drawn alike, which rows are
 * called synthetic is chance, and so is how many pairs have a half on each side: rows that were copied make too many. It
 * needs no control, and a large sample of synthetic rows makes it sharper: rows that repeat training rows, but never each
 * other, are copies.
 */
export function identicalPairs(training: Points, synthetic: Points, rows: Int32Array): IdenticalPairs {
  const groups = new Map<number, { training: number; synthetic: number; last: number }>()
  const groupOf = (points: Points, row: number) => {
    const key = rowKey(points, row)
    const known = groups.get(key)
    if (known !== undefined) return known
    const made = { training: 0, synthetic: 0, last: -1 }
    groups.set(key, made)
    return made
  }
  for (let row = 0; row < training.length; row++) groupOf(training, row).training++
  for (const [at, row] of rows.entries()) {
    const group = groupOf(synthetic, row)
    group.synthetic++
    group.last = at
  }
  const across: number[] = []
  let pairs = 0
  for (const group of groups.values()) {
    if (group.training + group.synthetic !== 2) continue
    pairs++
    if (group.training === 1) across.push(group.last)
  }
  const all = training.length + rows.length
  const chance = (2 * training.length * rows.length) / (all * (all - 1))
  return { across, expected: pairs * chance, pValue: binomialTail(across.length, pairs, chance) }
}

const bits = new Float64Array(1)
const words = new Uint32Array(bits.buffer)

/** 53 bits of a hash: among a million rows two different ones share it with a chance of 1 in 10,000. */
function rowKey({ dimensions, coordinates }: Points, row: number): number {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (let d = 0, k = row * dimensions; d < dimensions; d++, k++) {
    bits[0] = coordinates[k]!
    high = Math.imul(high ^ words[0]!, 0xcc9e2d51)
    high ^= (high >>> 15) ^ low
    low = Math.imul(low ^ words[1]!, 0x1b873593)
    low ^= (low >>> 13) ^ high
  }
  high = Math.imul(high ^ (high >>> 16), 0x7feb352d)
  low = Math.imul(low ^ (low >>> 15) ^ high, 0x846ca68b)
  return (high >>> 0) * 2 ** 21 + ((low ^ (low >>> 16)) >>> 11)
}

/** The chance of `hits` or more of `n`. */
export function binomialTail(hits: number, n: number, chance: number): number {
  if (hits === 0) return 1
  let sum = 0
  for (let k = hits; k <= n; k++) {
    const term = Math.exp(logChoose(n, k) + k * Math.log(chance) + (n - k) * Math.log1p(-chance))
    sum += term
    if (k > n * chance && term < sum * 1e-12) break
  }
  return Math.min(1, sum)
}
