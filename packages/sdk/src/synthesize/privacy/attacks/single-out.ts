import type { Draws } from '../../fidelity/draws.ts'
import {
  type ComparedColumn,
  type ComparedEntity,
  isNumbers,
  type Side,
} from '../../fidelity/table/compared-columns.ts'
import { type LevelColumn, levelsOf, quantileEdges } from '../../fidelity/table/levels.ts'
import { type Attack, leastAttacks } from './attack.ts'
import { type Rate, rateOf } from './attack-risk.ts'
import { chanceOfOne } from './poisson-mixture.ts'

const mostCategories = 1000
/** So many times as many training rows as rows of the holdout can be told from it still. */
const mostRatio = 10

/** Levels of some columns that are to hold together. */
interface Predicate {
  readonly columns: readonly number[]
  readonly levels: readonly number[]
}

/**
 * Singling out: what the synthetic rows say of one of them alone (an age between, a price between, a colour) is guessed to
 * be true of one real person alone. A guess is right where exactly one training row is so. The control asks how often
 * exactly one of as many other real rows would be: a holdout of another size is brought to the size of the training rows.
 */
export const singleOut: Attack = (entity, { draws, mostAttacks, mostSteps }) => {
  const { rows, columns } = entity
  if (rows.real > mostRatio * rows.holdout)
    return { note: `the holdout is less than a tenth of the training rows, of which it is to tell what is usual` }
  const bins = Math.max(4, Math.min(50, Math.floor(rows.synthetic / 8)))
  // Whoever attacks has the synthetic rows alone: their quantiles, their categories. Sides are named from there.
  const cut = columns.map((column) => levelsOf(turned(column), (own) => quantileEdges(own, bins), mostCategories))
  const all = rows.synthetic + rows.real + rows.holdout
  const most = Math.min(mostAttacks, Math.max(2 * leastAttacks, Math.floor(mostSteps / all)))
  const found: Predicate[] = []
  for (const row of draws.sample(rows.synthetic, 3 * most)) {
    if (found.length === most) break
    const order = draws.sample(columns.length, columns.length)
    const predicate = isolating(cut, row, order, rows.synthetic)
    if (predicate !== undefined) found.push(predicate)
  }
  if (found.length < leastAttacks) return { note: 'hardly any combination of values singles out a synthetic row' }
  const n = found.length
  const attacked = found.map((predicate) => matchesOf(cut, 'synthetic', predicate))
  const usual = found.map((predicate) => matchesOf(cut, 'holdout', predicate))
  const guesses = found.map(({ columns: used }) => ({
    columns: used,
    levels: used.map((column) => cut[column]!.real[draws.below(rows.synthetic)]!),
  }))
  const counts = usual.map(({ count }) => count)
  return {
    n,
    attack: rateOf(attacked.filter(isOne).length, n, n * varianceOf(attacked)),
    control: controlRate(counts, n * varianceOf(usual), entity, draws),
    guess: guesses.filter((guess) => isOne(matchesOf(cut, 'synthetic', guess))).length / n,
    columns: columns.map(({ name }) => name),
  }
}

/** With the synthetic rows as those that levels are made of. */
function turned(column: ComparedColumn): ComparedColumn {
  return isNumbers(column)
    ? { ...column, real: column.synthetic, synthetic: column.real }
    : { ...column, real: column.synthetic, synthetic: column.real }
}

/** Column by column, until one row alone is left; undefined where more are to the end. */
function isolating(cut: readonly LevelColumn[], row: number, order: Int32Array, rows: number): Predicate | undefined {
  let left: number[] | undefined
  const columns: number[] = []
  const levels: number[] = []
  for (const at of order) {
    const column = cut[at]!.real
    const level = column[row]!
    columns.push(at)
    levels.push(level)
    if (left === undefined) {
      left = []
      for (let other = 0; other < rows; other++) if (column[other] === level) left.push(other)
    } else left = left.filter((other) => column[other] === level)
    if (left.length === 1) return { columns, levels }
  }
  return undefined
}

interface Matches {
  readonly count: number
  readonly first: number
}

function isOne({ count }: Matches): boolean {
  return count === 1
}

function matchesOf(cut: readonly LevelColumn[], side: Side, { columns, levels }: Predicate): Matches {
  const parts = columns.map((at) => cut[at]![side]!)
  const [only] = parts
  let count = 0
  let first = -1
  rows: for (let row = 0; row < only!.length; row++) {
    for (let i = 0; i < parts.length; i++) if (parts[i]![row] !== levels[i]) continue rows
    if (count === 0) first = row
    count++
  }
  return { count, first }
}

/**
 * Of the rate. Guesses that single out the same row are right or wrong together: what counts is how many rows there are,
 * and how unequal their shares.
 */
function varianceOf(matches: readonly Matches[]): number {
  const hits = new Map<number, number>()
  for (const { count, first } of matches) if (count === 1) hits.set(first, (hits.get(first) ?? 0) + 1)
  const squares = [...hits.values()].reduce((sum, one) => sum + one * one, 0)
  const rate = matches.filter(isOne).length / matches.length
  return (squares * (1 - rate)) / matches.length ** 2
}

const replicates = 30

/** How often exactly one of as many other real rows as there are training rows is so; the variance is of the holdout as it is. */
function controlRate(counts: readonly number[], variance: number, { rows }: ComparedEntity, draws: Draws): Rate {
  const n = counts.length
  const share = rows.real / rows.holdout
  if (share <= 1) {
    // Of a holdout that is larger: the chance that so many rows drawn of it hold exactly one of those that match.
    const chances = counts.map((count) => (count === 0 ? 0 : count * share * (1 - share) ** (count - 1)))
    const hits = chances.reduce((sum, chance) => sum + chance, 0)
    return rateOf(hits, n, variance)
  }
  const chance = chanceOfOne(counts, share)
  const again = Array.from({ length: replicates }, () =>
    chanceOfOne(
      counts.map(() => counts[draws.below(n)]!),
      share,
    ),
  )
  const spread = again.reduce((sum, one) => sum + (one - chance) ** 2, 0) / replicates
  const ones = counts.filter((count) => count === 1).length / n
  const plain = (ones * (1 - ones)) / n
  // What is extrapolated is off by more than chance: the farther, the more.
  return rateOf(n * chance, n, share * n * spread * Math.max(1, plain === 0 ? 1 : variance / n / plain))
}
