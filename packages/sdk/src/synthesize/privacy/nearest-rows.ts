import type { NeighbourIndex } from './nearest-neighbours.ts'
import type { Points } from './row-points.ts'

/** The nearest and the second nearest training row of rows that were looked at. */
export interface NearestRows {
  /** Which rows these are. */
  readonly rows: Int32Array
  readonly nearest: Int32Array
  readonly distances: Float64Array
  readonly secondDistances: Float64Array
}

/** Rows in this order, until so many points have been measured; with `amongItself` each is held against all others. */
export function nearestRows(
  index: NeighbourIndex,
  points: Points,
  order: Int32Array,
  { mostMeasured, amongItself = false }: { readonly mostMeasured: number; readonly amongItself?: boolean },
): NearestRows {
  const nearest = new Int32Array(order.length)
  const distances = new Float64Array(order.length)
  const secondDistances = new Float64Array(order.length)
  const end = index.measured + mostMeasured
  let length = 0
  for (const row of order) {
    if (index.measured >= end) break
    const found = index.find(points, row, amongItself ? row : -1)
    nearest[length] = found.nearest
    distances[length] = found.distance
    secondDistances[length] = found.secondDistance
    length++
  }
  return {
    rows: order.subarray(0, length),
    nearest: nearest.subarray(0, length),
    distances: distances.subarray(0, length),
    secondDistances: secondDistances.subarray(0, length),
  }
}
