import { batchOf } from '../../../formats/batch-of-rows.ts'
import type { RowSource } from '../../../quality/row-source.ts'

type Row = Readonly<Record<string, unknown>>

/** Synthetic rows in memory, by entity. */
export type MadeRows = Readonly<Record<string, readonly Row[]>>

const rowsOfBatch = 4096

export function sourceOfRows(data: MadeRows): RowSource {
  return {
    name: 'synthetic rows',
    async *batches({ entities } = {}) {
      for (const [entity, rows] of Object.entries(data)) {
        if (entities !== undefined && !entities.includes(entity)) continue
        for (let first = 0; first < rows.length; first += rowsOfBatch)
          yield batchOf(entity, rows.slice(first, first + rowsOfBatch), undefined, first)
      }
    },
  }
}
