/** The share of synthetic values between the least and the greatest real one. A missing one is outside, unless real ones are missing too. */
export function boundaryAdherence(real: Float64Array, synthetic: Float64Array): number | null {
  const bounds = boundsOf(real)
  if (bounds === undefined) return null
  const missingAllowed = real.some(Number.isNaN)
  let inside = 0
  let counted = 0
  for (const value of synthetic) {
    if (Number.isNaN(value) && missingAllowed) continue
    counted++
    if (value >= bounds.least && value <= bounds.greatest) inside++
  }
  return counted === 0 ? null : inside / counted
}

/** The share of synthetic values, a missing one among them, that stand in the real rows. */
export function categoryAdherence(real: Int32Array, synthetic: Int32Array, categories: number): number | null {
  if (real.length === 0 || synthetic.length === 0) return null
  const known = new Uint8Array(categories + 1)
  for (const code of real) known[code + 1] = 1
  let inside = 0
  for (const code of synthetic) inside += known[code + 1]!
  return inside / synthetic.length
}

export function boundsOf(values: Float64Array): { readonly least: number; readonly greatest: number } | undefined {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return least <= greatest ? { least, greatest } : undefined
}
