import type { RowSelection } from '../clone-plan.ts'

export interface Size {
  readonly rows: number
  readonly bytes: number
}

/**
 * How much of a table will be copied. A selection tells of a whole, exactly; of a part of it nobody knows how much of
 * that is there, and it gets the share that it has in the whole.
 * @param known of the table, by the source's statistics
 * @param parts of all parts of the whole that it belongs to, itself included
 */
export function estimateRows(
  known: Size,
  parts: readonly Size[],
  selection: Pick<RowSelection, 'rows'> | undefined,
): Size {
  if (selection === undefined) return known
  const whole = parts.reduce((sum, { rows }) => sum + rows, 0)
  const rows = Math.round(whole > 0 ? (selection.rows * known.rows) / whole : selection.rows / parts.length)
  return {
    rows,
    bytes: known.rows > 0 ? Math.round((known.bytes / known.rows) * Math.min(rows, known.rows)) : known.bytes,
  }
}
