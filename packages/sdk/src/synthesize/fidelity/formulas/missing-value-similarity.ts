/** 1 − the difference between the shares of missing values. Null where a side has no rows. */
export function missingValueSimilarity(
  real: Float64Array | Int32Array,
  synthetic: Float64Array | Int32Array,
): number | null {
  if (real.length === 0 || synthetic.length === 0) return null
  return 1 - Math.abs(missingShare(real) - missingShare(synthetic))
}

function missingShare(values: Float64Array | Int32Array): number {
  let missing = 0
  if (values instanceof Int32Array) {
    for (const code of values) if (code < 0) missing++
  } else for (const value of values) if (Number.isNaN(value)) missing++
  return missing / values.length
}
