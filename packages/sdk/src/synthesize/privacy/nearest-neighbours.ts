import type { Points } from './row-points.ts'

/** The two nearest points of a query: rows (−1 where there are fewer) and distances (1 at most). */
export interface Neighbours {
  readonly nearest: number
  readonly distance: number
  readonly second: number
  readonly secondDistance: number
}

const leafPoints = 12
/** Points that tell along which coordinate a box is split. */
const probes = 64
/** Sums in another order differ by this: a box is passed over only where it is farther. */
const rounding = 1e-12

/**
 * Exact nearest neighbours among all points, of numbers and categories at once. The points lie in boxes, halved along the
 * coordinate in which they differ most; a box is passed over where even its nearest corner is too far, and a point where
 * the first coordinates are.
 */
export class NeighbourIndex {
  /** How many points were measured: what a search costs, on any machine. */
  measured = 0
  readonly #dimensions: number
  /** The points, those of one box side by side. */
  readonly #coordinates: Float64Array
  readonly #rows: Int32Array
  readonly #root: Box

  readonly #query: Float64Array
  /** How far the query is from the current box along each coordinate. */
  readonly #offsets: Float64Array
  #except = -1
  #best = Number.POSITIVE_INFINITY
  #bestAt = -1
  #next = Number.POSITIVE_INFINITY
  #nextAt = -1

  constructor({ dimensions, length, coordinates }: Points) {
    this.#dimensions = dimensions
    this.#query = new Float64Array(dimensions)
    this.#offsets = new Float64Array(dimensions)
    const order = Int32Array.from({ length }, (_, row) => row)
    this.#root = buildBoxes(coordinates, dimensions, order)
    this.#rows = order
    this.#coordinates = new Float64Array(coordinates.length)
    for (const [at, row] of order.entries())
      this.#coordinates.set(coordinates.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions)
  }

  get length(): number {
    return this.#rows.length
  }

  /** Of row `row` of `points`; `except` is a row of the index that does not count: the query itself. */
  find(points: Points, row: number, except = -1): Neighbours {
    const dimensions = this.#dimensions
    for (let d = 0; d < dimensions; d++) this.#query[d] = points.coordinates[row * dimensions + d]!
    this.#offsets.fill(0)
    this.#except = except
    this.#best = Number.POSITIVE_INFINITY
    this.#next = Number.POSITIVE_INFINITY
    this.#bestAt = -1
    this.#nextAt = -1
    this.#search(this.#root, 0)
    const rowAt = (at: number) => (at < 0 ? -1 : this.#rows[at]!)
    const share = (sum: number) => (sum === Number.POSITIVE_INFINITY ? 1 : sum / Math.max(1, dimensions))
    return {
      nearest: rowAt(this.#bestAt),
      distance: share(this.#best),
      second: rowAt(this.#nextAt),
      secondDistance: share(this.#next),
    }
  }

  #search(box: Box, bound: number): void {
    if (bound - rounding >= this.#next) return
    if (box.dimension < 0) {
      this.#measure(box.from, box.to)
      return
    }
    const { dimension, lower, upper } = box
    const value = this.#query[dimension]!
    const toLower = value - box.lowerMost
    const toUpper = box.upperLeast - value
    const lowerFirst = toLower <= toUpper
    const near = lowerFirst ? lower : upper
    const far = lowerFirst ? upper : lower
    const before = this.#offsets[dimension]!
    const nearOffset = Math.max(before, Math.min(1, lowerFirst ? toLower : toUpper))
    const farOffset = Math.max(before, Math.min(1, lowerFirst ? toUpper : toLower))
    this.#offsets[dimension] = nearOffset
    this.#search(near!, bound - before + nearOffset)
    this.#offsets[dimension] = farOffset
    this.#search(far!, bound - before + farOffset)
    this.#offsets[dimension] = before
  }

  #measure(from: number, to: number): void {
    const dimensions = this.#dimensions
    const coordinates = this.#coordinates
    const query = this.#query
    this.measured += to - from
    for (let at = from; at < to; at++) {
      const limit = this.#next
      let sum = 0
      for (let d = 0, k = at * dimensions; d < dimensions && sum < limit; d++, k++) {
        const difference = Math.abs(coordinates[k]! - query[d]!)
        sum += Math.min(difference, 1)
      }
      if (sum >= limit || this.#rows[at] === this.#except) continue
      if (sum < this.#best) {
        this.#next = this.#best
        this.#nextAt = this.#bestAt
        this.#best = sum
        this.#bestAt = at
      } else {
        this.#next = sum
        this.#nextAt = at
      }
    }
  }
}

/** Points `from` to `to`, or two boxes that part them along a coordinate: −1 where it is not parted. */
interface Box {
  readonly dimension: number
  readonly from: number
  readonly to: number
  readonly lowerMost: number
  readonly upperLeast: number
  readonly lower: Box | undefined
  readonly upper: Box | undefined
}

function buildBoxes(coordinates: Float64Array, dimensions: number, order: Int32Array): Box {
  const scratch = new Int32Array(order.length)
  const leaf = (from: number, to: number): Box => ({
    dimension: -1,
    from,
    to,
    lowerMost: 0,
    upperLeast: 0,
    lower: undefined,
    upper: undefined,
  })
  const build = (from: number, to: number): Box => {
    if (to - from <= leafPoints) return leaf(from, to)
    const split = chooseSplit(coordinates, dimensions, order, from, to)
    if (split === undefined) return leaf(from, to)
    const { dimension, at } = split
    let middle = from
    let waiting = 0
    let lowerMost = Number.NEGATIVE_INFINITY
    let upperLeast = Number.POSITIVE_INFINITY
    for (let i = from; i < to; i++) {
      const row = order[i]!
      const value = coordinates[row * dimensions + dimension]!
      if (value <= at) {
        order[middle++] = row
        if (value > lowerMost) lowerMost = value
      } else {
        scratch[waiting++] = row
        if (value < upperLeast) upperLeast = value
      }
    }
    order.set(scratch.subarray(0, waiting), middle)
    const lower = build(from, middle)
    const upper = build(middle, to)
    return { dimension, from, to, lowerMost, upperLeast, lower, upper }
  }
  return build(0, order.length)
}

/** The coordinate in which two points differ most on average, and its middle value; both sides get a point. */
function chooseSplit(
  coordinates: Float64Array,
  dimensions: number,
  order: Int32Array,
  from: number,
  to: number,
): { readonly dimension: number; readonly at: number } | undefined {
  const step = Math.max(1, Math.floor((to - from) / probes))
  let widest = 0
  let dimension = -1
  let values: Float64Array | undefined
  for (let d = 0; d < dimensions; d++) {
    const probed: number[] = []
    for (let i = from; i < to; i += step) probed.push(coordinates[order[i]! * dimensions + d]!)
    const sorted = Float64Array.from(probed).sort()
    let spread = 0
    const half = sorted.length >> 1
    for (let i = 0; i + half < sorted.length; i++) spread += Math.min(1, sorted[i + half]! - sorted[i]!)
    if (spread <= widest) continue
    widest = spread
    dimension = d
    values = sorted
  }
  if (values === undefined) return firstDifference(coordinates, dimensions, order, from, to)
  let middle = values.length >> 1
  // All up to the middle value goes down: where that is the greatest one, less does.
  while (middle > 0 && values[middle] === values.at(-1)) middle--
  return { dimension, at: values[middle]! }
}

/** Among points of which the probes are alike. */
function firstDifference(
  coordinates: Float64Array,
  dimensions: number,
  order: Int32Array,
  from: number,
  to: number,
): { readonly dimension: number; readonly at: number } | undefined {
  const first = order[from]! * dimensions
  for (let i = from + 1; i < to; i++) {
    const other = order[i]! * dimensions
    for (let d = 0; d < dimensions; d++) {
      const a = coordinates[first + d]!
      const b = coordinates[other + d]!
      if (a !== b) return { dimension: d, at: Math.min(a, b) }
    }
  }
  return undefined
}
