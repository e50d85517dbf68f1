import { type Stream, substream } from '../../../random/stream.ts'
import type { Estimate } from '../../fidelity-report.ts'
import { Draws } from '../draws.ts'
import { estimateOf } from '../estimate.ts'
import type { ComparedEntity } from '../table/compared-columns.ts'
import { levelsOf, quantileEdges } from '../table/levels.ts'
import { PairCounts, pairScales, squaredDistance } from './pair-distances.ts'

export interface CalibratedOptions {
  readonly stream: Stream
  readonly replicates?: number | undefined
  /** Rows of a side that are looked at. */
  readonly mostRows?: number | undefined
}

/** Rows of which a score says nothing. */
const leastRows = 40
/** Counting steps of a whole score: above it, fewer rows are looked at. */
const steps = 1.5e9
const shuffles = 6

/** `rows`: how many of each side were looked at. */
export type Calibrated =
  | { readonly estimate: Estimate; readonly rows: { readonly real: number; readonly synthetic: number } }
  | { readonly note: string }

/**
 * How much of what the columns have to do with each other is kept, on a scale where 0 is what a shuffle of each column
 * gets and 1 what other real rows get: (s − shuffle) / (holdout − shuffle), with s the squared distance between the shares
 * of the levels of each pair of columns, negative; a pair counts as much as its columns go together in the real rows.
 * Below 0 the columns themselves are off. Without a holdout, the distance of other real rows is 0, which is what that of
 * two samples of one population is on average.
 */
export function calibratedScore(entity: ComparedEntity, options: CalibratedOptions): Calibrated {
  const { stream, replicates = 40, mostRows = 50_000 } = options
  const { rows, hasHoldout } = entity
  if (entity.columns.length < 2) return { note: 'fewer than two columns: there is nothing to go together' }
  const pairs = (entity.columns.length * (entity.columns.length - 1)) / 2
  const most = Math.max(leastRows, Math.min(mostRows, Math.floor(steps / (pairs * 4 * (replicates + 2 * shuffles)))))
  if (Math.min(rows.real, rows.synthetic, hasHoldout ? rows.holdout : rows.real) < leastRows)
    return { note: `too few rows to calibrate: ${leastRows} of each side are needed at least` }

  const draws = new Draws(substream(stream, 'calibrated'))
  const bins = Math.max(3, Math.min(16, Math.floor(Math.sqrt(Math.min(rows.real, most) / 20))))
  const cut = entity.columns.map((column) => levelsOf(column, (real) => quantileEdges(real, bins), bins))
  const levels = cut.map((column) => column.levels)
  const sample = (values: readonly Uint16Array[], all: number) => {
    if (all <= most) return values
    const chosen = draws.sample(all, most)
    return values.map((one) => taken(one, chosen))
  }
  const real = sample(
    cut.map((column) => column.real),
    rows.real,
  )
  const synthetic = sample(
    cut.map((column) => column.synthetic),
    rows.synthetic,
  )
  const held = hasHoldout
    ? sample(
        cut.map((column) => column.holdout!),
        rows.holdout,
      )
    : undefined
  const weigh = (columns: readonly Uint16Array[], again: boolean): PairCounts => {
    const size = columns[0]!.length
    return new PairCounts({ columns, weights: again ? draws.weights(size) : new Uint8Array(size).fill(1) }, levels)
  }
  const shuffled = (again: boolean) =>
    weigh(
      real.map((one) => taken(one, draws.sample(one.length, one.length))),
      again,
    )
  const whole = weigh(real, false)
  const scales = pairScales(real, levels)
  const apart = Array.from({ length: shuffles }, () => shuffled(false))
  // Others than those that the score is measured by: what chance adds to a pair must not make it count more.
  const first = Array.from({ length: shuffles }, () => shuffled(false))
  const room = scales.map((_, pair) => meanOf(first.map((one) => squaredDistance(whole, one, pair))))
  const weights = scales.map((scale, pair) => scale * Math.sqrt(Math.max(0, scale * room[pair]!)))
  const distance = (one: PairCounts, other: PairCounts) =>
    weights.reduce((sum, weight, pair) => (weight > 0 ? sum + weight * squaredDistance(one, other, pair) : sum), 0)

  const measure = (again: boolean): Measured => {
    const reference = again ? weigh(real, true) : whole
    const floor = meanOf((again ? [shuffled(true)] : apart).map((one) => distance(reference, one)))
    const others = held === undefined ? 0 : distance(reference, weigh(held, again))
    return { gain: floor - distance(reference, weigh(synthetic, again)), room: floor - others }
  }
  const found = measure(false)
  const again = Array.from({ length: replicates }, () => measure(true))
  if (
    !isAboveChance(
      found.room,
      again.map((one) => one.room),
    )
  )
    return { note: 'the real columns have nothing to do with each other that these rows could show' }
  return {
    estimate: estimateOf(
      found.gain / found.room,
      again.map((one) => one.gain / one.room),
    ),
    rows: { real: real[0]!.length, synthetic: synthetic[0]!.length },
  }
}

interface Measured {
  /** How much nearer the synthetic rows are than a shuffle, and how much nearer other real rows are. */
  readonly gain: number
  readonly room: number
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Whether the room between a shuffle and real rows is more than what chance makes of it. */
function isAboveChance(room: number, replicates: readonly number[]): boolean {
  const mean = meanOf(replicates)
  const variance = replicates.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (replicates.length - 1)
  return room > 5 * Math.sqrt(variance)
}

function taken(levels: Uint16Array, rows: Int32Array): Uint16Array {
  return Uint16Array.from(rows, (row) => levels[row]!)
}
