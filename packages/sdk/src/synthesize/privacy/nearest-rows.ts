import type { NeighbourIndex } from './nearest-neighbours.ts'
import type { Points } from './row-points.ts'

/** The nearest and the second nearest training row of rows that were looked at. */
export interface NearestRows {
  /** Which rows these are. */
  readonly rows: Int32Array
  readonly nearest: Int32Array
  readonly distances: Float64Array
  readonly secondDistances: Float64Array
  /** In how many columns it is another value than the nearest row has. */
  readonly differing: Uint16Array
}

/** Rows in this order, until so many points have been measured; where `points` is `training`, each is held against all others. */
export function nearestRows(
  index: NeighbourIndex,
  training: Points,
  points: Points,
  order: Int32Array,
  mostMeasured: number,
): NearestRows {
  const nearest = new Int32Array(order.length)
  const distances = new Float64Array(order.length)
  const secondDistances = new Float64Array(order.length)
  const differing = new Uint16Array(order.length)
  const end = index.measured + mostMeasured
  let length = 0
  for (const row of order) {
    if (index.measured >= end) break
    const found = index.find(points, row, points === training ? row : -1)
    nearest[length] = found.nearest
    distances[length] = found.distance
    secondDistances[length] = found.secondDistance
    differing[length] = differences(points, row, training, found.nearest)
    length++
  }
  return {
    rows: order.subarray(0, length),
    nearest: nearest.subarray(0, length),
    distances: distances.subarray(0, length),
    secondDistances: secondDistances.subarray(0, length),
    differing: differing.subarray(0, length),
  }
}

function differences(one: Points, row: number, other: Points, otherRow: number): number {
  const { dimensions } = one
  let differing = 0
  for (let d = 0; d < dimensions; d++)
    if (one.coordinates[row * dimensions + d] !== other.coordinates[otherRow * dimensions + d]) differing++
  return differing
}
