import { boundsOf } from './adherence.ts'

/** How much of the real range the synthetic values span: 1 minus the parts at both ends that they leave out. */
export function rangeCoverage(real: Float64Array, synthetic: Float64Array): number | null {
  const inReal = boundsOf(real)
  const inSynthetic = boundsOf(synthetic)
  if (inReal === undefined || inSynthetic === undefined) return null
  const range = inReal.greatest - inReal.least
  if (range === 0) return null
  const below = Math.max(0, (inSynthetic.least - inReal.least) / range)
  const above = Math.max(0, (inReal.greatest - inSynthetic.greatest) / range)
  return Math.max(0, 1 - (below + above))
}

/** The share of the real categories that stand in the synthetic rows; a missing value is none. */
export function categoryCoverage(real: Int32Array, synthetic: Int32Array, categories: number): number | null {
  const inReal = new Uint8Array(categories)
  const inSynthetic = new Uint8Array(categories)
  for (const code of real) if (code >= 0) inReal[code] = 1
  for (const code of synthetic) if (code >= 0) inSynthetic[code] = 1
  let all = 0
  let covered = 0
  for (let code = 0; code < categories; code++) {
    all += inReal[code]!
    covered += inReal[code]! & inSynthetic[code]!
  }
  return all === 0 ? null : covered / all
}
