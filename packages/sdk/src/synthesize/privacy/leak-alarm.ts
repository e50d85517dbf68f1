import type { LeakAlarm } from '../fidelity-report.ts'
import { chanceOfAtLeast } from './hypergeometric.ts'
import type { NearestRows } from './nearest-rows.ts'

export interface LeakOptions {
  readonly entity: string
  /** Rows that an alarm names at most. */
  readonly mostNamed?: number | undefined
}

/** That an alarm is false: of all tests that are made together. */
const falseAlarm = 1e-5
/** So many times nearer to one training row than to any other is `near`. */
const nearShare = 0.1
/** Places by how far the second training row is: where rows lie thick, real ones repeat each other too. */
const places = 5

/**
 * Whether synthetic rows are training rows more often than other real rows are: the very row, or one that is ten times
 * nearer to it than any other training row is. A row that the training data has twice is nobody's own and does not count.
 * Places where rows lie thick and thin are looked at one by one: what is usual there is what the control does there.
 */
export function leakAlarms(
  synthetic: NearestRows,
  control: NearestRows,
  { entity, mostNamed = 1000 }: LeakOptions,
): LeakAlarm[] {
  const edges = placeEdges(control)
  const kinds = [
    { kind: 'identical', isHit: (distance: number) => distance === 0 },
    { kind: 'near', isHit: (distance: number, second: number) => distance > 0 && distance <= nearShare * second },
  ] as const
  return kinds.flatMap(({ kind, isHit }) => {
    const ofSynthetic = hitsByPlace(synthetic, edges, isHit)
    const ofControl = hitsByPlace(control, edges, isHit)
    const tests = kinds.length * (places + 1)
    const chances = ofSynthetic.map(({ hits, rows }, place) => {
      const other = ofControl[place]!
      return chanceOfAtLeast(hits.length, rows, other.hits.length, other.rows) * tests
    })
    const total = sumOf(ofSynthetic)
    const totalControl = sumOf(ofControl)
    const overall = chanceOfAtLeast(total.hits, total.rows, totalControl.hits, totalControl.rows) * tests
    const alarmed = ofSynthetic.filter((_, place) => chances[place]! < falseAlarm)
    const named = overall < falseAlarm ? ofSynthetic : alarmed
    if (named.length === 0) return []
    const expected = ofSynthetic.reduce((sum, one, place) => {
      const { hits, rows } = ofControl[place]!
      return named.includes(one) && rows > 0 ? sum + (hits.length / rows) * one.rows : sum
    }, 0)
    // The farther all others are, the less it is chance.
    const rows = named
      .flatMap(({ hits }) => hits)
      .sort((a, b) => synthetic.secondDistances[b]! - synthetic.secondDistances[a]! || a - b)
    return [
      {
        entity,
        kind,
        rows: rows.slice(0, mostNamed).map((at) => ({
          synthetic: synthetic.rows[at]!,
          real: synthetic.nearest[at]!,
          distance: synthetic.distances[at]!,
        })),
        count: rows.length,
        expected,
        pValue: Math.min(1, overall, ...chances),
      },
    ]
  })
}

interface Place {
  rows: number
  /** Positions within the rows that were looked at. */
  readonly hits: number[]
}

function hitsByPlace(
  { distances, secondDistances }: NearestRows,
  edges: Float64Array,
  isHit: (distance: number, second: number) => boolean,
): Place[] {
  const found: Place[] = Array.from({ length: edges.length + 1 }, () => ({ rows: 0, hits: [] }))
  for (let at = 0; at < distances.length; at++) {
    const second = secondDistances[at]!
    if (second === 0) continue
    const place = found[edges.findLastIndex((edge) => edge <= second) + 1]!
    place.rows++
    if (isHit(distances[at]!, second)) place.hits.push(at)
  }
  return found
}

function placeEdges({ secondDistances }: NearestRows): Float64Array {
  const sorted = secondDistances.filter((distance) => distance > 0).sort()
  const edges = new Set<number>()
  for (let place = 1; place < places; place++) {
    const edge = sorted[Math.floor((place * sorted.length) / places)]
    if (edge !== undefined) edges.add(edge)
  }
  return Float64Array.from(edges)
}

function sumOf(found: readonly Place[]): { readonly hits: number; readonly rows: number } {
  return {
    hits: found.reduce((sum, { hits }) => sum + hits.length, 0),
    rows: found.reduce((sum, { rows }) => sum + rows, 0),
  }
}
