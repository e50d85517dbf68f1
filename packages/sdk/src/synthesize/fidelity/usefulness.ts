import { type Stream, substream } from '../../random/stream.ts'
import type { EntityFidelity } from '../fidelity-report.ts'
import { Draws } from './draws.ts'
import { areaUnderCurve } from './learner/area-under-curve.ts'
import { boostTrees } from './learner/boosted-trees.ts'
import { codesOf, type Feature, featureOf, type RowsOf, valuesOf } from './learner/features.ts'
import {
  type ComparedColumn,
  type ComparedEntity,
  isNumbers,
  type NumberColumn,
  type WordColumn,
} from './table/compared-columns.ts'

export type Usefulness = EntityFidelity['usefulness'][number]

export interface UsefulnessOptions {
  readonly stream: Stream
  readonly targets: readonly string[]
  readonly mostRows?: number | undefined
}

const leastRows = 60
/** A model is learned for each value of a target that has more than two. */
const mostValues = 10

/**
 * For each target: a model is learned from all other columns of synthetic rows, another from as many real ones, and both
 * are asked about real rows that neither has seen: the holdout, or a third of the real rows.
 */
export function usefulnessOf(
  entity: ComparedEntity,
  { stream, targets, mostRows = 6000 }: UsefulnessOptions,
): { readonly found: Usefulness[]; readonly notes: string[] } {
  const found: Usefulness[] = []
  const notes: string[] = []
  const note = (target: string, why: string) => notes.push(`${entity.entity}.${target}: not tried as a target: ${why}`)
  for (const target of targets) {
    const column = entity.columns.find(({ name }) => name === target)
    const others = entity.columns.filter(({ name }) => name !== target)
    if (column === undefined) note(target, 'no compared column has this name')
    else if (others.length === 0) note(target, 'there is no other column to learn from')
    else {
      const draws = new Draws(substream(stream, 'usefulness', target))
      const one = tryTarget(entity, column, others, draws, mostRows)
      if (typeof one === 'string') note(target, one)
      else found.push(one)
    }
  }
  return { found, notes }
}

function tryTarget(
  { hasHoldout }: ComparedEntity,
  column: ComparedColumn,
  others: readonly ComparedColumn[],
  draws: Draws,
  mostRows: number,
): Usefulness | string {
  const known = (side: 'real' | 'synthetic' | 'holdout') => {
    const present = rowsWithValue(column, side)
    return Int32Array.from(draws.sample(present.length, present.length), (at) => present[at]!)
  }
  const realRows = known('real')
  const tested: RowsOf = hasHoldout
    ? { side: 'holdout', rows: known('holdout').subarray(0, mostRows) }
    : { side: 'real', rows: realRows.subarray(0, Math.min(mostRows, Math.floor(realRows.length / 3))) }
  const learnable = hasHoldout ? realRows : realRows.subarray(Math.floor(realRows.length / 3))
  const syntheticRows = known('synthetic')
  const size = Math.min(mostRows, learnable.length, syntheticRows.length)
  if (size < leastRows || tested.rows.length < leastRows / 2) return 'too few rows have a value of it'
  const learned = (['real', 'synthetic'] as const).map((side) => ({
    side,
    rows: (side === 'real' ? learnable : syntheticRows).subarray(0, size),
  }))
  const cut = others.map((one) => featureOf(one, [learned[0]!]))
  const features = (part: RowsOf) => cut.map((of) => of([part]))
  const asked = features(tested)
  const score = isNumbers(column) ? numberScore(column, tested, asked) : categoryScore(column, tested, asked)
  if (typeof score === 'string') return score
  const [real, synthetic] = learned.map((part) => score.of(part, features(part)))
  return { target: column.name, metric: score.metric, synthetic: synthetic!, real: real! }
}

interface Score {
  readonly metric: Usefulness['metric']
  readonly of: (part: RowsOf, features: readonly Feature[]) => number
}

function numberScore(column: NumberColumn, tested: RowsOf, asked: readonly Feature[]): Score | string {
  const truth = valuesOf(column, [tested])
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
  const spread = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  if (!(spread > 0)) return 'it is constant in the real rows that are asked about'
  const unit = Math.sqrt(spread / truth.length)
  return {
    metric: 'r2',
    of: (part, features) => {
      const scaled = valuesOf(column, [part]).map((value) => (value - mean) / unit)
      const predicted = boostTrees('number', features, scaled).predict(asked)
      return 1 - truth.reduce((sum, value, i) => sum + (value - mean - unit * predicted[i]!) ** 2, 0) / spread
    },
  }
}

function categoryScore(column: WordColumn, tested: RowsOf, asked: readonly Feature[]): Score | string {
  const truth = codesOf(column, [tested])
  const counts = new Map<number, number>()
  for (const code of codesOf(column, [{ side: 'real', rows: rowsWithValue(column, 'real') }]))
    counts.set(code, (counts.get(code) ?? 0) + 1)
  const values = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b).slice(0, mostValues)
  if (values.length < 2) return 'it is constant in the real rows'
  const oddsOf = (part: RowsOf, features: readonly Feature[], value: number) => {
    const targets = Float64Array.from(codesOf(column, [part]), (code) => (code === value ? 1 : 0))
    return boostTrees('yes-no', features, targets).predict(asked)
  }
  if (counts.size === 2) {
    const rarer = values[1]!
    const isRarer = Uint8Array.from(truth, (code) => (code === rarer ? 1 : 0))
    if (!isRarer.includes(1) || !isRarer.includes(0)) return 'it is constant in the real rows that are asked about'
    return { metric: 'auc', of: (part, features) => areaUnderCurve(oddsOf(part, features, rarer), isRarer)() ?? 0.5 }
  }
  return {
    metric: 'accuracy',
    of: (part, features) => {
      const odds = values.map((value) => oddsOf(part, features, value))
      let right = 0
      for (let row = 0; row < truth.length; row++) {
        let best = 0
        for (let k = 1; k < values.length; k++) if (odds[k]![row]! > odds[best]![row]!) best = k
        if (values[best] === truth[row]) right++
      }
      return right / truth.length
    },
  }
}

function rowsWithValue(column: ComparedColumn, side: 'real' | 'synthetic' | 'holdout'): Int32Array {
  const rows: number[] = []
  if (isNumbers(column)) for (const [row, value] of column[side]!.entries()) Number.isNaN(value) || rows.push(row)
  else for (const [row, code] of column[side]!.entries()) code < 0 || rows.push(row)
  return Int32Array.from(rows)
}
