import { boundsOf } from '../fidelity/formulas/adherence.ts'
import { type ComparedColumn, isNumbers, type Side } from '../fidelity/table/compared-columns.ts'

/** Rows as points, row by row. The distance of two is the sum of min(|Δ|, 1) over the coordinates, divided by their number. */
export interface Points {
  readonly dimensions: number
  readonly length: number
  readonly coordinates: Float64Array
}

/** Far from every value, so that a missing one differs from each, and not from another missing one. */
const missing = -1e9

/**
 * Gower's distance as coordinates: a number is measured in the range of the real ones and differs by 1 at most; of
 * categories any two differ by 1, as a missing value does from any other.
 */
export function rowPoints(columns: readonly ComparedColumn[], side: Side, rows: number): Points {
  const dimensions = columns.length
  const coordinates = new Float64Array(rows * dimensions)
  for (const [dimension, column] of columns.entries()) {
    const put = (row: number, value: number) => {
      coordinates[row * dimensions + dimension] = value
    }
    if (!isNumbers(column)) {
      for (const [row, code] of column[side]!.entries()) put(row, code < 0 ? missing : 2 * code)
      continue
    }
    const { least, greatest } = boundsOf(column.real) ?? { least: 0, greatest: 0 }
    const range = greatest - least
    for (const [row, value] of column[side]!.entries()) {
      if (Number.isNaN(value)) put(row, missing)
      else if (range > 0) put(row, (value - least) / range)
      else put(row, value === least ? 0 : 2)
    }
  }
  return { dimensions, length: rows, coordinates }
}
