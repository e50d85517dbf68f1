import type { Draws } from '../fidelity/draws.ts'
import type { ComparedEntity } from '../fidelity/table/compared-columns.ts'
import { levelsOf, quantileEdges } from '../fidelity/table/levels.ts'
import type { SyntheticPrivacy } from '../fidelity-report.ts'

const bins = 20
/** Categories of a column that have a level of their own. */
const mostCategories = 200
/** Rows that are counted for all triples together. */
const mostCounts = 8e6
const mostTriples = 60

/**
 * Values of three columns, numbers in 20 bins, that one training row alone has: how many of them stand in the synthetic
 * rows, and how many in as many other real ones. Without a holdout these are one half of the real rows, and the training
 * rows the other. Undefined with fewer than three columns.
 */
export function rareCombinations(
  { columns, rows, hasHoldout }: ComparedEntity,
  draws: Draws,
): SyntheticPrivacy['rareCombinations'] | undefined {
  if (columns.length < 3) return undefined
  const real = draws.sample(rows.real, rows.real)
  const half = real.length >> 1
  const training = hasHoldout ? real : real.subarray(0, half)
  const others = hasHoldout ? draws.sample(rows.holdout, rows.holdout) : real.subarray(half)
  const size = Math.min(others.length, rows.synthetic)
  const synthetic = draws.sample(rows.synthetic, size)
  const counted = training.length + 2 * size
  const triples = chooseTriples(
    columns.length,
    Math.min(mostTriples, Math.max(1, Math.floor(mostCounts / counted))),
    draws,
  )
  const levels = columns.map((column) => levelsOf(column, (values) => quantileEdges(values, bins), mostCategories))
  let reproduced = 0
  let expected = 0
  let of = 0
  for (const triple of triples) {
    const [a, b, c] = triple.map((at) => levels[at]!)
    const keyOf = (side: 'real' | 'synthetic' | 'holdout') => {
      const [x, y, z] = [a![side]!, b![side]!, c![side]!]
      return (row: number) => (x[row]! * b!.levels + y[row]!) * c!.levels + z[row]!
    }
    const single = singles(training, keyOf('real'))
    of += single.size
    reproduced += seenOf(single, synthetic, keyOf('synthetic'))
    expected += seenOf(single, others.subarray(0, size), keyOf(hasHoldout ? 'holdout' : 'real'))
  }
  return { reproduced, expected, of }
}

function singles(rows: Int32Array, keyOf: (row: number) => number): Set<number> {
  const once = new Set<number>()
  const more = new Set<number>()
  for (const row of rows) {
    const key = keyOf(row)
    if (more.has(key)) continue
    if (once.delete(key)) more.add(key)
    else once.add(key)
  }
  return once
}

function seenOf(single: ReadonlySet<number>, rows: Int32Array, keyOf: (row: number) => number): number {
  const seen = new Set<number>()
  for (const row of rows) {
    const key = keyOf(row)
    if (single.has(key)) seen.add(key)
  }
  return seen.size
}

function chooseTriples(columns: number, most: number, draws: Draws): [number, number, number][] {
  const all: [number, number, number][] = []
  for (let a = 0; a < columns; a++)
    for (let b = a + 1; b < columns; b++) for (let c = b + 1; c < columns; c++) all.push([a, b, c])
  return [...draws.sample(all.length, most)].map((at) => all[at]!)
}
