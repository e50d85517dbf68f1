import type { Feature } from './features.ts'

export interface TreeOptions {
  readonly depth: number
  /** Rows of a leaf at least. */
  readonly leastRows: number
  /** What a leaf's value is held back by. */
  readonly calm: number
}

interface Split {
  readonly feature: number
  /** 1 for each bin that goes left. */
  readonly left: Uint8Array
}
type Node = { readonly value: number } | (Split & { readonly lower: Node; readonly upper: Node })
export type Tree = Node

/**
 * One tree by Newton steps: each row has the gradient and the curvature of its loss. Numbers are split between two bins;
 * the bins of a category are first put in the order of their mean gradient. `fitted` gets the leaf's value of each row.
 */
export function growTree(
  features: readonly Feature[],
  gradients: Float64Array,
  curvatures: Float64Array,
  options: TreeOptions,
  fitted: Float64Array,
): Tree {
  const order = Int32Array.from(gradients, (_, row) => row)
  const scratch = new Int32Array(order.length)
  const widest = Math.max(1, ...features.map(({ bins }) => bins))
  const sums = { gradient: new Float64Array(widest), curvature: new Float64Array(widest), rows: new Int32Array(widest) }

  const grow = (from: number, to: number, depth: number): Tree => {
    let gradient = 0
    let curvature = 0
    for (let i = from; i < to; i++) {
      gradient += gradients[order[i]!]!
      curvature += curvatures[order[i]!]!
    }
    const split =
      depth < options.depth && to - from >= 2 * options.leastRows ? best(from, to, gradient, curvature) : undefined
    if (split === undefined) {
      const value = -gradient / (curvature + options.calm)
      for (let i = from; i < to; i++) fitted[order[i]!] = value
      return { value }
    }
    const middle = partition(from, to, split)
    return { ...split, lower: grow(from, middle, depth + 1), upper: grow(middle, to, depth + 1) }
  }

  const best = (from: number, to: number, gradient: number, curvature: number): Split | undefined => {
    const whole = (gradient * gradient) / (curvature + options.calm)
    let gain = 1e-6
    let split: Split | undefined
    for (const [index, feature] of features.entries()) {
      const { bins, values, category } = feature
      sums.gradient.fill(0, 0, bins)
      sums.curvature.fill(0, 0, bins)
      sums.rows.fill(0, 0, bins)
      for (let i = from; i < to; i++) {
        const row = order[i]!
        const bin = values[row]!
        sums.gradient[bin]! += gradients[row]!
        sums.curvature[bin]! += curvatures[row]!
        sums.rows[bin]!++
      }
      const sequence = binsInOrder(bins, category)
      let leftGradient = 0
      let leftCurvature = 0
      let leftRows = 0
      for (let k = 0; k < sequence.length - 1; k++) {
        const bin = sequence[k]!
        leftGradient += sums.gradient[bin]!
        leftCurvature += sums.curvature[bin]!
        leftRows += sums.rows[bin]!
        if (leftRows < options.leastRows) continue
        if (to - from - leftRows < options.leastRows) break
        const rightGradient = gradient - leftGradient
        const found =
          (leftGradient * leftGradient) / (leftCurvature + options.calm) +
          (rightGradient * rightGradient) / (curvature - leftCurvature + options.calm) -
          whole
        if (found > gain) {
          gain = found
          const left = new Uint8Array(bins)
          // Bins that no row of this place has lie with their neighbours, where bins have any.
          if (category) for (let j = 0; j <= k; j++) left[sequence[j]!] = 1
          else left.fill(1, 0, bin + 1)
          split = { feature: index, left }
        }
      }
    }
    return split
  }

  const binsInOrder = (bins: number, category: boolean): number[] => {
    const used: number[] = []
    for (let bin = 0; bin < bins; bin++) if (sums.rows[bin]! > 0) used.push(bin)
    if (!category) return used
    const mean = (bin: number) => sums.gradient[bin]! / (sums.curvature[bin]! + options.calm)
    return used.sort((a, b) => mean(a) - mean(b) || a - b)
  }

  const partition = (from: number, to: number, { feature, left }: Split): number => {
    const { values } = features[feature]!
    let lower = from
    let waiting = 0
    for (let i = from; i < to; i++) {
      const row = order[i]!
      if (left[values[row]!] === 1) order[lower++] = row
      else scratch[waiting++] = row
    }
    order.set(scratch.subarray(0, waiting), lower)
    return lower
  }

  return grow(0, order.length, 0)
}

export function leafValue(tree: Tree, features: readonly Feature[], row: number): number {
  let node = tree
  while ('feature' in node) node = node.left[features[node.feature]!.values[row]!] === 1 ? node.lower : node.upper
  return node.value
}
