import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { TableMask } from '../compiled-policy.ts'
import { type MaskedValues, maskBatch } from './mask-batch.ts'

export type Row = Readonly<Record<string, unknown>>

/** Rows as objects, masked. What is kept is the very value that was given, and a name that a row lacks stays lacking. */
export function maskRows(rows: readonly Row[], mask: TableMask, counts?: MaskedValues): Record<string, unknown>[] {
  const masked = rowsOf(maskBatch(batchOf(mask.table.name, rows), mask, counts))
  const changed = new Set(mask.columns.flatMap(({ name, decision }) => (decision === 'mask' ? [name] : [])))
  return rows.map((row, i) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        changed.has(name) && value !== undefined ? masked[i]?.[name] : value,
      ]),
    ),
  )
}
