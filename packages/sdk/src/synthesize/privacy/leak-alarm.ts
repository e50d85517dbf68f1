import type { LeakAlarm } from '../fidelity-report.ts'
import { chanceOfAtLeast } from './hypergeometric.ts'
import type { IdenticalPairs } from './identical-pairs.ts'
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
/** Rows that differ from a training row in no more columns are nearly that row. */
const nearlyTheRow = 2
/** Of both kinds: all rows, each place, rows that are nearly the row, pairs. By Bonferroni. */
const mostTests = 2 * (places + 1) + 2

/**
 * Whether synthetic rows are training rows more often than other real rows are: the very row, or one that is ten times
 * nearer to it than any other training row is. A row that the training data has twice is nobody's own and does not count.
 *
 * It is asked of all rows, and of places where rows lie thick or thin one by one: what is usual there is what the control
 * does there. And it is asked of rows that are nearly a training row: real rows that repeat one in all columns come with
 * others that repeat it in all but one or two, copies come alone. Pairs of identical rows need no control at all.
 */
export function leakAlarms(
  synthetic: NearestRows,
  control: NearestRows,
  pairs: IdenticalPairs,
  { entity, mostNamed = 1000 }: LeakOptions,
): LeakAlarm[] {
  const edges = placeEdges(control)
  return (['identical', 'near'] as const).flatMap((kind): LeakAlarm[] => {
    const groups = [
      ...Array.from(
        { length: edges.length + 1 },
        (_, place): Group =>
          (rows, at) =>
            placeOf(rows, at, edges) === place,
      ),
      () => true,
      ...(kind === 'identical' ? [isNearlyTheRow] : []),
    ]
    const tests = groups.map((group) => {
      const found = hitsOf(synthetic, group, isHit[kind])
      const usual = hitsOf(control, group, isHit[kind])
      return {
        hits: found.hits,
        expected: usual.rows > 0 ? (usual.hits.length / usual.rows) * found.rows : 0,
        pValue: chanceOfAtLeast(found.hits.length, found.rows, usual.hits.length, usual.rows),
      }
    })
    // With as many more as are expected, a model that favours what it has seen is not yet a copy.
    if (kind === 'identical' && pairs.across.length >= 2 * pairs.expected)
      tests.push({ hits: [...pairs.across], expected: pairs.expected, pValue: pairs.pValue })
    const alarmed = tests.filter(({ pValue }) => pValue * mostTests < falseAlarm).sort((a, b) => a.pValue - b.pValue)
    const [first] = alarmed
    if (first === undefined) return []
    // The farther all others are, the less it is chance.
    const rows = [...new Set(alarmed.flatMap(({ hits }) => hits))].sort(
      (a, b) => synthetic.secondDistances[b]! - synthetic.secondDistances[a]! || a - b,
    )
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
        expected: first.expected,
        pValue: Math.min(1, first.pValue * mostTests),
      },
    ]
  })
}

/** Whether the row at this position belongs to it. */
type Group = (rows: NearestRows, at: number) => boolean

const isHit: Readonly<Record<LeakAlarm['kind'], Group>> = {
  identical: ({ distances }, at) => distances[at] === 0,
  near: ({ distances, secondDistances }, at) =>
    distances[at]! > 0 && distances[at]! <= nearShare * secondDistances[at]!,
}

const isNearlyTheRow: Group = ({ differing }, at) => differing[at]! <= nearlyTheRow

/** The positions of the hits among the rows of a group whose nearest training row is nobody else's. */
function hitsOf(rows: NearestRows, group: Group, hit: Group): { readonly rows: number; readonly hits: number[] } {
  const hits: number[] = []
  let counted = 0
  for (let at = 0; at < rows.distances.length; at++) {
    if (rows.secondDistances[at] === 0 || !group(rows, at)) continue
    counted++
    if (hit(rows, at)) hits.push(at)
  }
  return { rows: counted, hits }
}

function placeOf({ secondDistances }: NearestRows, at: number, edges: Float64Array): number {
  return edges.findLastIndex((edge) => edge <= secondDistances[at]!) + 1
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
