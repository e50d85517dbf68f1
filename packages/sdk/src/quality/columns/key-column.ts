import type { Batch } from '../../model/batch.ts'
import { type HashColumn, hashColumn, hashTuple } from './hash-column.ts'
import { vectorOf } from './vector-of.ts'

export interface KeyColumn extends HashColumn {
  /** 1 where one of the columns is null; undefined where none is anywhere. */
  readonly nulls: Uint8Array | undefined
}

/** The values of some columns of each row as one key. */
export function keyColumn(batch: Batch, names: readonly string[]): KeyColumn {
  const vectors = names.map((name) => vectorOf(batch, name))
  const hashes = hashTuple(vectors.map(hashColumn), batch.length)
  const nullable = vectors.flatMap(({ nulls }) => (nulls === undefined ? [] : [nulls]))
  return { ...hashes, nulls: nullable.length < 2 ? nullable[0] : anyOf(nullable, batch.length) }
}

function anyOf(lists: readonly Uint8Array[], length: number): Uint8Array {
  const any = new Uint8Array(length)
  for (const list of lists) for (let row = 0; row < length; row++) any[row]! |= list[row]!
  return any
}
