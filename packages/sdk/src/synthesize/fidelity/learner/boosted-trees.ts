import type { Feature } from './features.ts'
import { growTree, leafValue, type Tree } from './grow-tree.ts'

/** `yes-no`: targets are 0 and 1, and what is predicted are log odds. `number`: the target itself, by least squares. */
export type Task = 'yes-no' | 'number'

export interface BoostOptions {
  readonly rounds?: number | undefined
  readonly depth?: number | undefined
  readonly pace?: number | undefined
  readonly leastRows?: number | undefined
}

export interface Model {
  /** What it predicts for each row of these features, which must be cut as those were that it learned from. */
  predict(features: readonly Feature[]): Float64Array
}

/** Gradient boosting over binned columns, small and the same on every machine: no draw is made. */
export function boostTrees(
  task: Task,
  features: readonly Feature[],
  targets: Float64Array,
  { rounds = 60, depth = 5, pace = 0.15, leastRows = 20 }: BoostOptions = {},
): Model {
  const rows = targets.length
  const mean = targets.reduce((sum, target) => sum + target, 0) / Math.max(1, rows)
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, mean))
  const start = task === 'number' ? mean : Math.log(kept / (1 - kept))
  const scores = new Float64Array(rows).fill(start)
  const gradients = new Float64Array(rows)
  const curvatures = new Float64Array(rows).fill(1)
  const fitted = new Float64Array(rows)
  const trees: Tree[] = []
  for (let round = 0; round < rounds; round++) {
    for (let row = 0; row < rows; row++) {
      if (task === 'number') {
        gradients[row] = scores[row]! - targets[row]!
        continue
      }
      const chance = 1 / (1 + Math.exp(-scores[row]!))
      gradients[row] = chance - targets[row]!
      curvatures[row] = Math.max(1e-9, chance * (1 - chance))
    }
    const tree = growTree(features, gradients, curvatures, { depth, leastRows, calm: 1 }, fitted)
    if ('value' in tree) break
    trees.push(tree)
    for (let row = 0; row < rows; row++) scores[row]! += pace * fitted[row]!
  }
  return {
    predict: (others) => {
      const predicted = new Float64Array(others[0]?.values.length ?? 0)
      for (let row = 0; row < predicted.length; row++) {
        let score = start
        for (const tree of trees) score += pace * leafValue(tree, others, row)
        predicted[row] = score
      }
      return predicted
    },
  }
}
