export interface PairScore {
  /** Null where the metric says nothing: a constant column, or fewer than two rows. */
  readonly score: number | null
  /** How strong the columns go together in the real rows, and in the synthetic ones. */
  readonly real: number | null
  readonly synthetic: number | null
}

/** 1 − half of the difference of Pearson's correlations; rows with a missing value are left out. */
export function correlationSimilarity(
  real: readonly [Float64Array, Float64Array],
  synthetic: readonly [Float64Array, Float64Array],
): PairScore {
  const inReal = pearson(...real)
  const inSynthetic = pearson(...synthetic)
  const score = inReal === null || inSynthetic === null ? null : 1 - Math.abs(inReal - inSynthetic) / 2
  return { score, real: inReal, synthetic: inSynthetic }
}

/** Null where a column is constant. In two passes: microseconds since 1970 leave no digits for squares. */
export function pearson(a: Float64Array, b: Float64Array): number | null {
  let n = 0
  let sumA = 0
  let sumB = 0
  let differs = 0
  let firstA = Number.NaN
  let firstB = Number.NaN
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!
    const y = b[i]!
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    if (n === 0) {
      firstA = x
      firstB = y
    }
    if (x !== firstA) differs |= 1
    if (y !== firstB) differs |= 2
    n++
    sumA += x - firstA
    sumB += y - firstB
  }
  if (n < 2 || differs !== 3) return null
  const meanA = firstA + sumA / n
  const meanB = firstB + sumB / n
  let squareA = 0
  let squareB = 0
  let product = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i]! - meanA
    const y = b[i]! - meanB
    if (Number.isNaN(x) || Number.isNaN(y)) continue
    squareA += x * x
    squareB += y * y
    product += x * y
  }
  const spread = Math.sqrt(squareA) * Math.sqrt(squareB)
  return spread > 0 ? Math.max(-1, Math.min(1, product / spread)) : null
}
