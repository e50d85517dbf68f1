import type { RowFilter } from '@understudy/sdk'
import type { Batch } from '@understudy/sdk/formats'
import { RequestError } from '../../../errors/request-error.ts'
import { batchesOfLines } from './batches-of-chunk.ts'
import type { PlacedChunk } from './read-chunks.ts'
import type { VersionEntity } from './version.ts'

/** Numbers of the rows within the chunk, from `from` on, that meet the filter. */
export async function matchingRows(
  { entity, columns }: VersionEntity,
  chunk: PlacedChunk,
  filter: RowFilter | undefined,
  from = 0,
): Promise<number[]> {
  if (!filter) return Array.from({ length: Math.max(0, chunk.rows - from) }, (_, i) => from + i)
  const found: number[] = []
  for await (const batch of batchesOfLines(entity, columns, chunk.bytes, 0)) {
    const holds = matcherOf(filter, batch)
    for (let row = 0; row < batch.length; row++) {
      const at = batch.firstRow + row
      if (at >= from && holds(row)) found.push(at)
    }
  }
  return found
}

function matcherOf(filter: RowFilter, batch: Batch): (row: number) => boolean {
  try {
    return filter.matcher(batch)
  } catch (thrown) {
    throw new RequestError('REQUEST_INVALID', {
      message: 'the filter does not fit the columns of this entity',
      details: { fields: filter.fields, columns: batch.columns.map(({ name }) => name) },
      cause: thrown,
    })
  }
}
