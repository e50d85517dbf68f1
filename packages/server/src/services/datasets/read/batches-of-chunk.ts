import { type Batch, type ColumnShape, formatNamed } from '@understudy/sdk/formats'
import type { DatasetColumn } from '../chunks/column-types.ts'

/** Columns as encoders know them; one that never had a value is text. */
export function shapesOf(columns: readonly DatasetColumn[]): ColumnShape[] {
  return columns.map(({ name, type }) => ({ name, databaseType: type ?? 'text' }))
}

/** Lines of NDJSON as batches with all columns of their entity, every digit kept. */
export async function* batchesOfLines(
  entity: string,
  columns: readonly DatasetColumn[],
  lines: Uint8Array,
  firstRow: number,
): AsyncGenerator<Batch> {
  const options = { entity, columns: shapesOf(columns), batchRows: 4096 }
  const decoded = formatNamed('ndjson').decode?.(only(lines), options) ?? []
  for await (const batch of decoded) yield { ...batch, firstRow: firstRow + batch.firstRow }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}
