import { type Stream, substream } from '../../random/stream.ts'
import type { Estimate } from '../fidelity-report.ts'
import { Draws } from './draws.ts'
import { estimateOf } from './estimate.ts'
import { areaUnderCurve } from './learner/area-under-curve.ts'
import { boostTrees } from './learner/boosted-trees.ts'
import { featureOf, type RowsOf } from './learner/features.ts'
import type { ComparedEntity } from './table/compared-columns.ts'

const folds = 3
const leastRows = 60

export type TwoSampleTest = { readonly auc: Estimate; readonly rows: number } | { readonly note: string }

/**
 * A classifier learns to tell real from synthetic rows, as many of each, and is asked about those that it has not seen:
 * the area under its curve is 0.5 where it can do no better than a coin, 1 where it is always right.
 */
export function twoSampleTest(
  { columns, rows }: ComparedEntity,
  { stream, mostRows = 10_000, replicates = 200 }: { stream: Stream; mostRows?: number; replicates?: number },
): TwoSampleTest {
  const size = Math.min(rows.real, rows.synthetic, mostRows)
  if (columns.length === 0) return { note: 'no column is compared' }
  if (size < leastRows) return { note: `too few rows for a classifier: ${leastRows} of each side are needed at least` }
  const draws = new Draws(substream(stream, 'two-sample'))
  const real = draws.sample(rows.real, size)
  const synthetic = draws.sample(rows.synthetic, size)
  const parts: readonly RowsOf[] = [
    { side: 'real', rows: real },
    { side: 'synthetic', rows: synthetic },
  ]
  const features = columns.map((column) => featureOf(column, parts)(parts))
  const isReal = Uint8Array.from({ length: 2 * size }, (_, row) => (row < size ? 1 : 0))
  const scores = new Float64Array(2 * size)
  for (let fold = 0; fold < folds; fold++) {
    const [asked, learned] = split(2 * size, (row) => (row % size) % folds === fold)
    const of = (chosen: Int32Array) =>
      features.map((feature) => ({ ...feature, values: Uint8Array.from(chosen, (row) => feature.values[row]!) }))
    const model = boostTrees(
      'yes-no',
      of(learned),
      Float64Array.from(learned, (row) => isReal[row]!),
    )
    const predicted = model.predict(of(asked))
    for (const [i, row] of asked.entries()) scores[row] = predicted[i]!
  }
  const area = areaUnderCurve(scores, isReal)
  const again = Array.from({ length: replicates }, () => area(draws.weights(2 * size)) ?? 0.5)
  return { auc: estimateOf(area() ?? 0.5, again), rows: size }
}

function split(rows: number, isFirst: (row: number) => boolean): [Int32Array, Int32Array] {
  const first: number[] = []
  const second: number[] = []
  for (let row = 0; row < rows; row++) (isFirst(row) ? first : second).push(row)
  return [Int32Array.from(first), Int32Array.from(second)]
}
