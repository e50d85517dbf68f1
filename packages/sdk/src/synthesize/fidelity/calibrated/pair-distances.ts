/** Rows as levels of each column, with how often a bootstrap takes each. */
export interface WeightedRows {
  readonly columns: readonly Uint16Array[]
  readonly weights: Uint8Array
}

/** The counts of the levels of each pair of columns in some rows. */
export class PairCounts {
  readonly counts: readonly Float64Array[]
  readonly total: number
  /** Pairs of a row with itself, which say nothing about others. */
  readonly selves: number

  constructor({ columns, weights }: WeightedRows, levels: readonly number[]) {
    let total = 0
    let selves = 0
    for (const weight of weights) {
      total += weight
      selves += weight * weight
    }
    this.total = total
    this.selves = selves
    this.counts = columns.flatMap((a, i) =>
      columns.slice(i + 1).map((b, k) => countPair(a, b, weights, levels[i]!, levels[i + 1 + k]!)),
    )
  }
}

function countPair(a: Uint16Array, b: Uint16Array, weights: Uint8Array, levelsA: number, levelsB: number) {
  const counts = new Float64Array(levelsA * levelsB)
  for (let row = 0; row < a.length; row++) counts[a[row]! * levelsB + b[row]!]! += weights[row]!
  return counts
}

/**
 * The squared distance of the shares of a pair's cells, without bias: two samples of one population have a distance of 0
 * on average, however few rows they are, because no row is held against itself.
 */
export function squaredDistance(one: PairCounts, other: PairCounts, pair: number): number {
  const a = one.counts[pair]!
  const b = other.counts[pair]!
  let squaresA = 0
  let squaresB = 0
  let products = 0
  for (let cell = 0; cell < a.length; cell++) {
    const countA = a[cell]!
    const countB = b[cell]!
    squaresA += countA * countA
    squaresB += countB * countB
    products += countA * countB
  }
  return (
    (squaresA - one.selves) / (one.total ** 2 - one.selves) +
    (squaresB - other.selves) / (other.total ** 2 - other.selves) -
    (2 * products) / (one.total * other.total)
  )
}

/**
 * What makes pairs of few and of many levels alike: with it, the squared distance from independence is near the square of
 * Cramér's V, yet no cell of a few rows weighs much.
 */
export function pairScales(columns: readonly Uint16Array[], levels: readonly number[]): Float64Array {
  const shares = columns.map((column, i) => {
    const counts = new Float64Array(levels[i]!)
    for (const level of column) counts[level]!++
    return {
      squares: counts.reduce((sum, count) => sum + (count / column.length) ** 2, 0),
      used: counts.filter((count) => count > 0).length,
    }
  })
  return Float64Array.from(
    shares.flatMap((a, i) =>
      shares.slice(i + 1).map((b) => {
        const least = Math.min(a.used, b.used) - 1
        return least > 0 ? 1 / (a.squares * b.squares * least) : 0
      }),
    ),
  )
}
