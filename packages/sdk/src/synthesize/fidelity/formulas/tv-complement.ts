/** 1 − half of the summed differences between the shares of each category; missing values are left out. Null where a side is empty. */
export function tvComplement(real: Int32Array, synthetic: Int32Array, categories: number): number | null {
  const inReal = countsOf(real, categories)
  const inSynthetic = countsOf(synthetic, categories)
  if (inReal.present === 0 || inSynthetic.present === 0) return null
  let sum = 0
  for (let code = 0; code < categories; code++)
    sum += Math.abs(inReal.counts[code]! / inReal.present - inSynthetic.counts[code]! / inSynthetic.present)
  return 1 - sum / 2
}

function countsOf(codes: Int32Array, categories: number): { counts: Float64Array; present: number } {
  const counts = new Float64Array(categories)
  let present = 0
  for (const code of codes) {
    if (code < 0) continue
    counts[code]!++
    present++
  }
  return { counts, present }
}
