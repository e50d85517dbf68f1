import { ksComplement } from './ks-complement.ts'

/** Of one side: the row of the parent of each child, −1 where its key is missing and −2 where there is no such parent. */
export type ParentRows = Int32Array

/** The share of children that have a parent. A missing key counts as none, unless real keys are missing too. Null without children. */
export function referentialIntegrity(real: ParentRows, synthetic: ParentRows): number | null {
  const missingAllowed = real.includes(-1)
  let found = 0
  let counted = 0
  for (const parent of synthetic) {
    if (parent === -1 && missingAllowed) continue
    counted++
    if (parent >= 0) found++
  }
  return counted === 0 ? null : found / counted
}

/** How many children each parent has, those without any among them. */
export function childrenOf(children: ParentRows, parents: number): Float64Array {
  const counts = new Float64Array(parents)
  for (const parent of children) if (parent >= 0) counts[parent]!++
  return counts
}

/** KSComplement of the children per parent. */
export function cardinalityShape(real: Float64Array, synthetic: Float64Array): number | null {
  return ksComplement(real, synthetic)
}

/** The share of parents that have no fewer and no more children than real ones have. */
export function cardinalityBoundary(real: Float64Array, synthetic: Float64Array): number | null {
  if (real.length === 0 || synthetic.length === 0) return null
  let least = Number.POSITIVE_INFINITY
  let greatest = 0
  for (const count of real) {
    least = Math.min(least, count)
    greatest = Math.max(greatest, count)
  }
  let inside = 0
  for (const count of synthetic) if (count >= least && count <= greatest) inside++
  return inside / synthetic.length
}
