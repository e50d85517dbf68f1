/** How often each pair of levels stands in the rows: cell a · levelsB + b. */
export function contingency(a: Uint16Array, b: Uint16Array, levelsA: number, levelsB: number): Contingency {
  const cells = levelsA * levelsB
  const counts = cells <= denseCells ? denseCounts(a, b, levelsB, cells) : sparseCounts(a, b, levelsB)
  return { counts, levelsA, levelsB, rows: a.length }
}

export interface Contingency {
  readonly counts: Float64Array | ReadonlyMap<number, number>
  readonly levelsA: number
  readonly levelsB: number
  readonly rows: number
}

const denseCells = 1 << 20

function denseCounts(a: Uint16Array, b: Uint16Array, levelsB: number, cells: number): Float64Array {
  const counts = new Float64Array(cells)
  for (let i = 0; i < a.length; i++) counts[a[i]! * levelsB + b[i]!]!++
  return counts
}

function sparseCounts(a: Uint16Array, b: Uint16Array, levelsB: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (let i = 0; i < a.length; i++) {
    const cell = a[i]! * levelsB + b[i]!
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return counts
}

/** 1 − half of the summed differences between the shares of each cell. Null where a side has no rows. */
export function overlap(real: Contingency, synthetic: Contingency): number | null {
  if (real.rows === 0 || synthetic.rows === 0) return null
  const inReal = real.counts
  const inSynthetic = synthetic.counts
  let sum = 0
  if (inReal instanceof Float64Array && inSynthetic instanceof Float64Array) {
    for (let cell = 0; cell < inReal.length; cell++)
      sum += Math.abs(inReal[cell]! / real.rows - inSynthetic[cell]! / synthetic.rows)
    return 1 - sum / 2
  }
  for (const [cell, count] of inReal.entries())
    sum += Math.abs(count / real.rows - (countAt(inSynthetic, cell) ?? 0) / synthetic.rows)
  for (const [cell, count] of inSynthetic.entries()) if (!countAt(inReal, cell)) sum += count / synthetic.rows
  return 1 - sum / 2
}

function countAt(counts: Contingency['counts'], cell: number): number | undefined {
  return counts instanceof Float64Array ? counts[cell] : counts.get(cell)
}

/** Cramér's V, without a correction, of the levels that occur. Null where a column has one level alone. */
export function cramersV({ counts, levelsA, levelsB, rows }: Contingency): number | null {
  const ofA = new Float64Array(levelsA)
  const ofB = new Float64Array(levelsB)
  for (const [cell, count] of counts.entries()) {
    ofA[Math.floor(cell / levelsB)]! += count
    ofB[cell % levelsB]! += count
  }
  const used = Math.min(ofA.filter((n) => n > 0).length, ofB.filter((n) => n > 0).length)
  if (used < 2) return null
  let sum = 0
  for (const [cell, count] of counts.entries())
    if (count > 0) sum += (count * count) / (ofA[Math.floor(cell / levelsB)]! * ofB[cell % levelsB]!)
  return Math.sqrt(Math.max(0, sum - 1) / (used - 1)) * (rows > 0 ? 1 : 0)
}
