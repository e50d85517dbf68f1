import { type ComparedColumn, isNumbers, type Side } from '../table/compared-columns.ts'
import { binOf, type Edges, quantileEdges } from '../table/levels.ts'

/** A column for a learner: a bin of each row, 0 where the value is missing. */
export interface Feature {
  readonly bins: number
  /** Whether the order of the bins means nothing. */
  readonly category: boolean
  readonly values: Uint8Array
}

/** Rows of one side, in this order. */
export interface RowsOf {
  readonly side: Side
  readonly rows: Int32Array
}

const mostBins = 255

/** Cuts a column into bins by what these rows hold, and gives the bins of any rows. */
export function featureOf(column: ComparedColumn, fitOn: readonly RowsOf[]): (rows: readonly RowsOf[]) => Feature {
  if (isNumbers(column)) {
    const edges = finestEdges(valuesOf(column, fitOn))
    return (rows) => ({
      bins: edges.length + 2,
      category: false,
      values: Uint8Array.from(valuesOf(column, rows), (value) => (Number.isNaN(value) ? 0 : 1 + binOf(edges, value))),
    })
  }
  const counts = new Float64Array(column.words.length)
  for (const code of codesOf(column, fitOn)) if (code >= 0) counts[code]!++
  const known = [...counts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b)
  // The rare ones and the unknown ones share the last bin.
  const own = Math.min(known.length, mostBins - 2)
  const binOfCode = new Uint8Array(column.words.length).fill(own + 1)
  for (let rank = 0; rank < own; rank++) binOfCode[known[rank]!] = rank + 1
  return (rows) => ({
    bins: own + 2,
    category: true,
    values: Uint8Array.from(codesOf(column, rows), (code) => (code < 0 ? 0 : binOfCode[code]!)),
  })
}

/** One bin for each value where they are few, bins of about as many rows where not. */
function finestEdges(values: Float64Array): Edges {
  const distinct = new Set<number>()
  for (const value of values) {
    if (!Number.isNaN(value)) distinct.add(value)
    if (distinct.size > mostBins - 1) return quantileEdges(values, mostBins - 1)
  }
  return Float64Array.from(distinct).sort().subarray(1)
}

export function valuesOf(
  column: { readonly real: Float64Array; readonly synthetic: Float64Array; readonly holdout: Float64Array | undefined },
  parts: readonly RowsOf[],
): Float64Array {
  const values = new Float64Array(sizeOf(parts))
  let at = 0
  for (const { side, rows } of parts) for (const row of rows) values[at++] = column[side]![row]!
  return values
}

export function codesOf(
  column: { readonly real: Int32Array; readonly synthetic: Int32Array; readonly holdout: Int32Array | undefined },
  parts: readonly RowsOf[],
): Int32Array {
  const codes = new Int32Array(sizeOf(parts))
  let at = 0
  for (const { side, rows } of parts) for (const row of rows) codes[at++] = column[side]![row]!
  return codes
}

function sizeOf(parts: readonly RowsOf[]): number {
  return parts.reduce((sum, { rows }) => sum + rows.length, 0)
}
