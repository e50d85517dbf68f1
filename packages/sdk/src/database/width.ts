import { UnderstudyError } from '../errors.ts'
import type { Batch } from '../model/batch.ts'
import type { TableName } from './adapter.ts'

/** The vectors of a batch go into the columns in order, so there must be as many. */
export function checkWidth(table: TableName, columns: readonly string[], batch: Batch): void {
  if (batch.columns.length === columns.length) return
  throw new UnderstudyError('INTERNAL', {
    operation: `load ${table.name}`,
    message: `A batch has ${batch.columns.length} columns where ${columns.length} are to be filled`,
  })
}
