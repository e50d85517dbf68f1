import type { Histogram } from '../../data-patterns.ts'
import type { Noise } from './noise.ts'
import { sensitivity, stableCounts } from './stable-counts.ts'

export interface PrivateHistogram {
  readonly histogram: Histogram
  /** 0 where absent, else from 1. */
  readonly levels: Int32Array
  readonly levelCount: number
}

const cellsAtMost = 48
const levelsAtMost = 12

/**
 * Cells of one width over a range of powers of two, or of whole blocks of time: where they lie says nothing of any row but
 * what the noisy counts of the range say. Undefined where the budget shows no range.
 */
export function privateHistogram(
  values: Float64Array,
  {
    epsilon,
    delta,
    block,
    step,
  }: { epsilon: number; delta: number; block: number | undefined; step: number | undefined },
  noise: Noise,
): PrivateHistogram | undefined {
  const buckets = new Map<number, number>()
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const bucket = bucketOf(value, block)
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
  }
  const kept = [...stableCounts(buckets, { epsilon: epsilon / 2, delta }, noise).keys()].sort((a, b) => a - b)
  if (kept.length === 0) return undefined
  const low = lowOf(kept[0]!, block)
  const end = lowOf(kept.at(-1)! + 1, block)
  const high = end > low ? end : low + (step ?? 1)
  const places = step === undefined ? cellsAtMost : Math.max(1, Math.min(cellsAtMost, Math.round((high - low) / step)))
  const width = (high - low) / places
  const counts = new Float64Array(places)
  const cellOf = (value: number): number => Math.max(0, Math.min(places - 1, Math.floor((value - low) / width)))
  for (const value of values) if (!Number.isNaN(value)) counts[cellOf(value)]!++
  const noisy = Array.from(counts, (count) => Math.max(0, count + noise.count(epsilon / 2, sensitivity)))
  const total = noisy.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  const sizes: number[] = []
  let size = 0
  let held = 0
  for (const count of noisy) {
    size++
    held += count
    if (held >= total / levelsAtMost) {
      sizes.push(size)
      size = 0
      held = 0
    }
  }
  if (size > 0) sizes.push(size)
  const levelOfCell = sizes.flatMap((cells, level) => new Array<number>(cells).fill(level + 1))
  const onStep = (value: number): number =>
    step === undefined ? value : Number((Math.ceil(value / step - 1e-9) * step).toFixed(9))
  const last = step ?? 0
  return {
    histogram: {
      cells: noisy.map((count, i) => {
        const from = onStep(low + i * width)
        return [from, Math.max(from, Number((onStep(low + (i + 1) * width) - last).toFixed(9))), count]
      }),
      ...(sizes.some((cells) => cells > 1) ? { levels: sizes } : {}),
      ...(step === undefined ? {} : { step }),
    },
    levels: Int32Array.from(values, (value) => (Number.isNaN(value) ? 0 : levelOfCell[cellOf(value)]!)),
    levelCount: sizes.length + 1,
  }
}

/** Powers of two, two to each, with 0 between those of both signs; or blocks of time. */
function bucketOf(value: number, block: number | undefined): number {
  if (block !== undefined) return Math.floor(value / block)
  if (value === 0) return 0
  const power = Math.max(1, Math.floor(2 * Math.log2(Math.abs(value))) + 41)
  return value > 0 ? power : -power
}

function lowOf(bucket: number, block: number | undefined): number {
  if (block !== undefined) return bucket * block
  if (bucket === 0) return 0
  return bucket > 0 ? (bucket === 1 ? 0 : 2 ** ((bucket - 41) / 2)) : -(2 ** ((-bucket - 40) / 2))
}
