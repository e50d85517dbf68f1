import { contingency, cramersV, overlap } from './contingency.ts'
import type { PairScore } from './correlation-similarity.ts'

interface Levels {
  readonly levels: number
  readonly real: Uint16Array
  readonly synthetic: Uint16Array
}

/**
 * 1 − half of the summed differences between the shares of each pair of levels; a missing value is a level. Numbers must
 * have been cut on the edges of the real ones, on both sides: each side on its own edges would hide a change of scale.
 */
export function contingencySimilarity(a: Levels, b: Levels): PairScore {
  const real = contingency(a.real, b.real, a.levels, b.levels)
  const synthetic = contingency(a.synthetic, b.synthetic, a.levels, b.levels)
  return { score: overlap(real, synthetic), real: cramersV(real), synthetic: cramersV(synthetic) }
}
