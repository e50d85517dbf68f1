import { UnderstudyError } from '../../../errors.ts'
import type { RowSource } from '../../../quality/row-source.ts'
import { CellCollector } from './cell-collector.ts'
import type { Table } from './cells.ts'

export interface ReadTablesOptions {
  readonly entities?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** Reads a source once, whole: its entities in the order of first sight. A column that a batch leaves out is missing there. */
export async function readTables(
  source: RowSource,
  { entities, signal }: ReadTablesOptions = {},
): Promise<ReadonlyMap<string, Table>> {
  const wanted = entities === undefined ? undefined : new Set(entities)
  const reading = new Map<string, { rows: number; readonly columns: Map<string, CellCollector> }>()
  for (const entity of source.entities ?? [])
    if (wanted === undefined || wanted.has(entity)) reading.set(entity, { rows: 0, columns: new Map() })
  for await (const batch of source.batches({ entities, signal })) {
    if (signal?.aborted)
      throw new UnderstudyError('CANCELLED', {
        operation: 'compare synthetic rows with real ones',
        message: 'The comparison was interrupted',
        details: { stands: 'nothing was changed' },
      })
    if (wanted !== undefined && !wanted.has(batch.entity)) continue
    let table = reading.get(batch.entity)
    if (table === undefined) {
      table = { rows: 0, columns: new Map() }
      reading.set(batch.entity, table)
    }
    for (const { name, vector } of batch.columns) {
      let collector = table.columns.get(name)
      if (collector === undefined) {
        collector = new CellCollector()
        collector.addMissing(table.rows)
        table.columns.set(name, collector)
      }
      collector.add(vector)
    }
    table.rows += batch.length
    for (const collector of table.columns.values()) collector.addMissing(table.rows - collector.length)
  }
  return new Map(
    [...reading].map(([entity, { rows, columns }]) => [
      entity,
      { entity, rows, columns: new Map([...columns].map(([name, collector]) => [name, collector.cells()])) },
    ]),
  )
}
