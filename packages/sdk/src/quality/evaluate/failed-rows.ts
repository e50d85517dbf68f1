import { byteCellsOf } from '../../formats/byte-cells.ts'
import type { Batch } from '../../model/batch.ts'
import { textColumn } from '../columns/text-column.ts'
import type { FailedRow } from '../quality-report.ts'
import { maskedShape } from './masked-shape.ts'

/** Of the rows, those that are in this batch, with the shapes of the columns that the rule reads. */
export function failedRowsIn(batch: Batch, rows: readonly number[], columns: readonly string[]): FailedRow[] {
  const { firstRow, length } = batch
  return rows
    .filter((row) => row >= firstRow && row < firstRow + length)
    .map((row) => ({
      row,
      values: Object.fromEntries(
        batch.columns
          .filter(({ name }) => columns.includes(name))
          .map(({ name, vector }) => [name, shapeAt(vector, row - firstRow)]),
      ),
    }))
}

function shapeAt(vector: Batch['columns'][number]['vector'], row: number): string | null {
  if (vector.nulls?.[row] === 1) return null
  const cells = byteCellsOf(vector)
  if (cells !== undefined) {
    const cell = row * cells.stride + cells.column
    return maskedShape(cells.bytes.toString('utf8', cells.starts[cell], cells.ends[cell]))
  }
  const { words, indices } = textColumn(vector)
  return maskedShape(words[indices === undefined ? row : indices[row]!]!)
}
