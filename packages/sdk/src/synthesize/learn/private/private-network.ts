import type { PatternNetwork } from '../../data-patterns.ts'
import { information, type Leveled } from '../information.ts'
import type { Noise } from './noise.ts'
import { sensitivity } from './stable-counts.ts'

export interface PrivateColumn extends Leveled {
  readonly name: string
}

/** Parents are looked for among so many columns before one. */
const near = 6

/**
 * The network in the order of the columns, which says nothing: parents by the exponential mechanism over mutual
 * information, and a noisy table of each column with them; all less exact rows follow from those.
 */
export function privateNetwork(
  columns: readonly PrivateColumn[],
  rows: number,
  { structure, tables, about }: { structure: number; tables: number; about: number },
  noise: Noise,
): PatternNetwork {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const each = tables / Math.max(1, columns.length)
  const choices = structure / Math.max(1, columns.length - 1)
  // So many cells that the noise of one is small beside what it holds.
  const mostCells = Math.max(16, (about * each) / 8)
  // The most that a row changes mutual information by (Zhang and others, PrivBayes, for any domain).
  const change =
    about <= 1
      ? 1
      : (2 / about) * Math.log((about + 1) / 2) + ((about - 1) / about) * Math.log((about + 1) / (about - 1))
  return {
    nodes: columns.map((column, at) => {
      const before = columns.slice(Math.max(0, at - near), at)
      const sets: PrivateColumn[][] = [
        ...before.map((one) => [one]),
        ...before.flatMap((a, i) => before.slice(i + 1).map((b) => [a, b])),
      ].filter((set) => set.reduce((cells, one) => cells * one.levelCount, column.levelCount) <= mostCells)
      const scores = sets.map(([first, second]) => information(column, first!, second, all, false))
      const parents = sets.length === 0 ? [] : sets[noise.choose(scores, choices, change)]!
      return {
        column: column.name,
        parents: parents.map(({ name }) => ({ column: name })),
        levels: column.levelCount,
        table: tableOf(column, parents, rows, each, noise),
      }
    }),
  }
}

function tableOf(
  column: PrivateColumn,
  parents: readonly PrivateColumn[],
  rows: number,
  epsilon: number,
  noise: Noise,
): { when: number[]; weights: number[] }[] {
  const [first, second] = parents
  const wide = second?.levelCount ?? 1
  const own = column.levelCount
  const counts = new Float64Array((first?.levelCount ?? 1) * wide * own)
  for (let row = 0; row < rows; row++) {
    const level = column.levels[row]!
    const left = first ? first.levels[row]! : 0
    const right = second ? second.levels[row]! : 0
    if (level >= 0 && left >= 0 && right >= 0) counts[(left * wide + right) * own + level]!++
  }
  // What is hardly more than noise is taken for noise: most cells of a table are empty, and would be many rows together.
  const least = (2 * sensitivity) / epsilon
  const noisy = Array.from(counts, (count) => {
    const heard = count + noise.count(epsilon, sensitivity)
    return heard < least ? 0 : heard
  })
  const sums = new Map<string, { when: number[]; weights: number[] }>()
  const add = (when: number[], weights: readonly number[]): void => {
    const known = sums.get(when.join()) ?? { when, weights: zeros(own) }
    weights.forEach((weight, level) => {
      known.weights[level] = known.weights[level]! + weight
    })
    sums.set(when.join(), known)
  }
  for (let config = 0; config < noisy.length / own; config++) {
    const weights = noisy.slice(config * own, (config + 1) * own)
    add([], weights)
    if (first) add([Math.floor(config / wide)], weights)
    if (first && second) add([Math.floor(config / wide), config % wide], weights)
  }
  // A column of which nothing is left is drawn as null.
  const total = sums.get('')!
  if (!total.weights.some((weight) => weight > 0)) total.weights[0] = 1
  return [...sums.values()].filter(({ when, weights }) => when.length === 0 || weights.some((weight) => weight > 0))
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0)
