/**
 * 1 − the greatest difference between the two empirical distribution functions. Missing values are left out, and values
 * are rounded to 14 decimals. Null where a side is empty.
 */
export function ksComplement(real: Float64Array, synthetic: Float64Array): number | null {
  return ksComplementOfSorted(sortedPresent(real), sortedPresent(synthetic))
}

function ksComplementOfSorted(real: Float64Array, synthetic: Float64Array): number | null {
  const n = real.length
  const m = synthetic.length
  if (n === 0 || m === 0) return null
  let greatest = 0
  let i = 0
  let j = 0
  while (i < n && j < m) {
    const value = Math.min(real[i]!, synthetic[j]!)
    while (i < n && real[i] === value) i++
    while (j < m && synthetic[j] === value) j++
    const difference = Math.abs(i / n - j / m)
    if (difference > greatest) greatest = difference
  }
  return 1 - greatest
}

function sortedPresent(values: Float64Array): Float64Array {
  const present = new Float64Array(values.length)
  let length = 0
  for (const value of values) if (!Number.isNaN(value)) present[length++] = rounded(value)
  return present.subarray(0, length).sort()
}

/** Above 64 a double has no 14 decimals. */
function rounded(value: number): number {
  return value > -64 && value < 64 ? Math.round(value * 1e14) / 1e14 : value
}
