import type { ComparedColumn } from '../../fidelity/table/compared-columns.ts'
import { NeighbourIndex } from '../nearest-neighbours.ts'
import { rowPoints } from '../row-points.ts'
import { type Attack, leastAttacks } from './attack.ts'
import { rateOf } from './attack-risk.ts'

/**
 * Linkability: somebody has two halves of a person's columns, and does not know that they belong together. The synthetic
 * rows link them where the row that is nearest to the one half is nearest to the other half too.
 */
export const link: Attack = ({ rows, columns }, { draws, mostAttacks, mostSteps }) => {
  if (columns.length < 2) return { note: 'there are not two columns to link' }
  const halves = dealt(columns)
  const sides = halves.map((half) => ({
    index: new NeighbourIndex(rowPoints(half, 'synthetic', rows.synthetic)),
    real: rowPoints(half, 'real', rows.real),
    holdout: rowPoints(half, 'holdout', rows.holdout),
  }))
  const links = (side: 'real' | 'holdout', row: number) => {
    const [one, other] = sides.map((half) => half.index.find(half[side], row))
    return rowsOf(one!).some((found) => rowsOf(other!).includes(found))
  }
  const most = Math.min(mostAttacks, rows.real, rows.holdout)
  const targets = draws.sample(rows.real, most)
  const controls = draws.sample(rows.holdout, most)
  let n = 0
  let hits = 0
  let usual = 0
  while (n < most && sides.reduce((sum, { index }) => sum + index.measured, 0) < mostSteps) {
    if (links('real', targets[n]!)) hits++
    if (links('holdout', controls[n]!)) usual++
    n++
  }
  if (n < leastAttacks) return { note: `too few rows to attack: ${leastAttacks} of each side are needed at least` }
  return {
    n,
    attack: rateOf(hits, n),
    control: rateOf(usual, n),
    guess: 1 / rows.synthetic,
    columns: columns.map(({ name }) => name),
  }
}

/** The nearest row, and another one that is as near. */
function rowsOf({ nearest, second, distance, secondDistance }: ReturnType<NeighbourIndex['find']>): number[] {
  return secondDistance === distance ? [nearest, second] : [nearest]
}

/** Two halves that tell about as much: by how many different values there are, dealt like cards. */
function dealt(columns: readonly ComparedColumn[]): readonly [ComparedColumn[], ComparedColumn[]] {
  const halves: [ComparedColumn[], ComparedColumn[]] = [[], []]
  const ordered = columns
    .map((column) => ({ column, values: new Set<number>(column.synthetic).size }))
    .sort((a, b) => b.values - a.values)
  for (const [i, { column }] of ordered.entries()) halves[i % 4 === 0 || i % 4 === 3 ? 0 : 1].push(column)
  return halves
}
