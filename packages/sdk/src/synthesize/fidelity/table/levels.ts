import { type ComparedColumn, isNumbers, type Side } from './compared-columns.ts'

/** A column cut into levels: level 0 is missing. */
export interface LevelColumn {
  readonly name: string
  readonly levels: number
  readonly real: Uint16Array
  readonly synthetic: Uint16Array
  readonly holdout: Uint16Array | undefined
}

/** Inner edges of bins: a value belongs to the bin with as many edges at or below it. */
export type Edges = Float64Array

/** So many bins of one width between the least and the greatest real value; the outer ones reach to infinity. */
export function equalWidthEdges(real: Float64Array, bins: number): Edges {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of real) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  if (!(greatest > least)) return new Float64Array(0)
  const edges = new Float64Array(bins - 1)
  for (let i = 1; i < bins; i++) edges[i - 1] = least + ((greatest - least) * i) / bins
  return edges
}

/** Edges between different values that put about as many real rows into each bin; a value of many rows has its own. */
export function quantileEdges(real: Float64Array, bins: number): Edges {
  const sorted = real.filter((value) => !Number.isNaN(value)).sort()
  const edges: number[] = []
  for (let i = 1; i < bins; i++) {
    const edge = sorted[Math.floor((i * sorted.length) / bins)]
    if (edge !== undefined && edge > sorted[0]! && edge !== edges.at(-1)) edges.push(edge)
  }
  return Float64Array.from(edges)
}

/** How many edges lie at or below the value. */
export function binOf(edges: Edges, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Numbers by the edges of the real ones; of the categories the most frequent real ones, at most `most`, all other real
 * ones as one level, and those that no real row has as another.
 */
export function levelsOf(column: ComparedColumn, edgesOf: (real: Float64Array) => Edges, most: number): LevelColumn {
  const { name } = column
  if (isNumbers(column)) {
    const edges = edgesOf(column.real)
    const cut = (values: Float64Array) =>
      Uint16Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1 + binOf(edges, value)))
    return { name, levels: edges.length + 2, ...sidesOf(cut, column.real, column.synthetic, column.holdout) }
  }
  const counts = new Float64Array(column.words.length)
  for (const code of column.real) if (code >= 0) counts[code]!++
  const known = [...counts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b)
  const own = Math.min(known.length, most)
  const rest = known.length > own ? 1 : 0
  const levelOf = new Uint16Array(column.words.length).fill(own + rest + 1)
  for (const [rank, code] of known.entries()) levelOf[code] = Math.min(rank, most) + 1
  const cut = (codes: Int32Array) => Uint16Array.from(codes, (code) => (code < 0 ? 0 : levelOf[code]!))
  return { name, levels: own + rest + 2, ...sidesOf(cut, column.real, column.synthetic, column.holdout) }
}

function sidesOf<T>(cut: (values: T) => Uint16Array, real: T, synthetic: T, holdout: T | undefined) {
  return {
    real: cut(real),
    synthetic: cut(synthetic),
    holdout: holdout === undefined ? undefined : cut(holdout),
  } satisfies Record<Side, Uint16Array | undefined>
}
