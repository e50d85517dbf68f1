import type { Batch, Vector } from '../../model/batch.ts'

/** The vector of a column that was seen to be there before: the evaluation puts nulls in where a batch leaves it out. */
export function vectorOf(batch: Batch, name: string): Vector {
  for (const column of batch.columns) if (column.name === name) return column.vector
  return { type: 'text', length: batch.length, values: new Array<string>(batch.length).fill(''), nulls: allNull(batch) }
}

function allNull({ length }: Batch): Uint8Array {
  return new Uint8Array(length).fill(1)
}
