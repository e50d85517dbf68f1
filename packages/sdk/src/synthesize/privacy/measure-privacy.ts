import { counted, grouped } from '../../model/counted.ts'
import { type Stream, substream } from '../../random/stream.ts'
import { Draws } from '../fidelity/draws.ts'
import type { ComparedEntity } from '../fidelity/table/compared-columns.ts'
import type { Estimate, LeakAlarm, SyntheticPrivacy } from '../fidelity-report.ts'
import { identicalPairs } from './identical-pairs.ts'
import { leakAlarms } from './leak-alarm.ts'
import { NeighbourIndex } from './nearest-neighbours.ts'
import { type NearestRows, nearestRows } from './nearest-rows.ts'
import { rareCombinations } from './rare-combinations.ts'
import { type Points, rowPoints } from './row-points.ts'

export interface PrivacyOptions {
  readonly stream: Stream
  /** Points that a search through the training rows may measure: what bounds its time where nothing can be passed over. */
  readonly mostMeasured?: number | undefined
  readonly mostNamed?: number | undefined
}

export interface MeasuredPrivacy {
  readonly privacy: Omit<SyntheticPrivacy, 'risks'>
  readonly alarms: readonly LeakAlarm[]
  readonly notes: readonly string[]
}

const leastRows = 20

/**
 * How near synthetic rows come to training rows, against what other real rows do: those of a holdout, or else each training
 * row among all others. The training rows are searched whole; of the rows that are asked about, as many as the bound allows.
 */
export function measurePrivacy(
  entity: ComparedEntity,
  options: PrivacyOptions,
): MeasuredPrivacy | { readonly note: string } {
  const { stream, mostMeasured = 1e9, mostNamed } = options
  const { rows, hasHoldout, columns } = entity
  if (columns.length === 0) return { note: 'no column is compared' }
  if (Math.min(rows.real, rows.synthetic, hasHoldout ? rows.holdout : rows.real) < leastRows)
    return { note: `too few rows to tell a leak: ${leastRows} of each side are needed at least` }
  const draws = new Draws(substream(stream, 'privacy'))
  const notes: string[] = []
  const training = rowPoints(columns, 'real', rows.real)
  const synthetic = rowPoints(columns, 'synthetic', rows.synthetic)
  const index = new NeighbourIndex(training)
  const control = hasHoldout ? rowPoints(columns, 'holdout', rows.holdout) : training
  const search = (points: Points) =>
    nearestRows(index, training, points, draws.sample(points.length, points.length), mostMeasured)
  const ofSynthetic = search(synthetic)
  const ofControl = search(control)
  const asked = (found: NearestRows, all: number, whose: string) => {
    if (found.rows.length < all)
      notes.push(
        `nearest rows were searched for ${grouped(found.rows.length)} of ${counted(all, `${whose} row`)}, among all training rows`,
      )
  }
  asked(ofSynthetic, rows.synthetic, 'synthetic')
  asked(ofControl, hasHoldout ? rows.holdout : rows.real, hasHoldout ? 'holdout' : 'training')
  const rare = rareCombinations(entity, draws)
  if (rare === undefined) notes.push('rare combinations are of three columns, and fewer are compared')
  return {
    privacy: {
      entity: entity.entity,
      compared: { training: rows.real, synthetic: ofSynthetic.rows.length, holdout: ofControl.rows.length },
      control: hasHoldout ? 'holdout' : 'leave-one-out',
      columns: columns.map(({ name }) => name),
      distances: { synthetic: quantiles(ofSynthetic.distances), holdout: quantiles(ofControl.distances) },
      nearerToTraining: hasHoldout ? nearerToTraining(entity, ofSynthetic, mostMeasured) : null,
      identicalRows: { synthetic: zeros(ofSynthetic.distances), holdout: zeros(ofControl.distances) },
      rareCombinations: rare ?? { reproduced: 0, expected: 0, of: 0 },
    },
    alarms: leakAlarms(ofSynthetic, ofControl, identicalPairs(training, synthetic, ofSynthetic.rows), {
      entity: entity.entity,
      mostNamed,
    }),
    notes,
  }
}

/** Where one side has more rows it is nearer for that alone: the odds are those of one row against one row. */
function nearerToTraining(
  { columns, rows }: ComparedEntity,
  found: NearestRows,
  mostMeasured: number,
): Estimate | null {
  const holdout = rowPoints(columns, 'holdout', rows.holdout)
  const index = new NeighbourIndex(holdout)
  const other = nearestRows(index, holdout, rowPoints(columns, 'synthetic', rows.synthetic), found.rows, mostMeasured)
  let nearer = 0
  let counted = 0
  for (const [at, distance] of other.distances.entries()) {
    if (distance === found.distances[at]) continue
    counted++
    if (found.distances[at]! < distance) nearer++
  }
  if (counted === 0) return null
  const fair = (share: number) => {
    const training = share / rows.real
    return training / (training + (1 - share) / rows.holdout)
  }
  const [low, high] = wilson(nearer, counted)
  return { value: fair(nearer / counted), interval: [fair(low), fair(high)] }
}

function wilson(hits: number, n: number): [number, number] {
  const z = 1.959964
  const middle = (hits + (z * z) / 2) / (n + z * z)
  const reach = (z / (n + z * z)) * Math.sqrt((hits * (n - hits)) / n + (z * z) / 4)
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)]
}

function quantiles(distances: Float64Array): number[] {
  const sorted = Float64Array.from(distances).sort()
  return Array.from({ length: 101 }, (_, i) => sorted[Math.round((i / 100) * (sorted.length - 1))] ?? 0)
}

function zeros(distances: Float64Array): number {
  return distances.reduce((sum, distance) => (distance === 0 ? sum + 1 : sum), 0)
}
