import { wordOf } from '../../fidelity/table/cell-collector.ts'
import type { Cells } from '../../fidelity/table/cells.ts'
import { binomialTail } from '../identical-pairs.ts'

export interface RealValues {
  /** Different values of the real rows that stand in the synthetic ones. */
  readonly values: number
  /** Synthetic rows that have one of them, of those that have a value. */
  readonly share: number
  /** That so many pairs of a real and a synthetic row agree by chance. */
  readonly pValue: number
}

/**
 * Real values of a field that came back. Fresh values may hit real ones: there are only so many first names. What is
 * chance, both sides say themselves: if they have nothing to do with each other, a real and a synthetic row agree no more
 * often than two real rows or two synthetic ones do (Cauchy and Schwarz: Σpr ≤ √(Σp²·Σr²)). Values that were carried over
 * agree once each beyond that.
 */
export function realValues(real: Cells, synthetic: Cells): RealValues {
  const before = countsOf(real)
  const after = countsOf(synthetic)
  let values = 0
  let hits = 0
  let across = 0
  for (const [word, count] of after.counts) {
    const known = before.counts.get(word)
    if (known === undefined) continue
    values++
    hits += count
    across += count * known
  }
  const among = before.pairs + after.pairs
  return {
    values,
    share: after.present === 0 ? 0 : hits / after.present,
    pValue: across <= among ? 1 : binomialTail(across, across + among, 0.5),
  }
}

function countsOf(cells: Cells): {
  readonly counts: ReadonlyMap<string, number>
  readonly present: number
  readonly pairs: number
} {
  const counts = new Map<string, number>()
  let present = 0
  const add = (word: string) => {
    present++
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  if (cells.as === 'words') for (const code of cells.codes) code < 0 || add(cells.words[code]!)
  else if (cells.as === 'numbers') for (const value of cells.values) Number.isNaN(value) || add(wordOf(cells.of, value))
  const pairs = [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0)
  return { counts, present, pairs }
}
