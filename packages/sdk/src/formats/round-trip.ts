import type { Batch } from '../model/batch.ts'
import { sliceBatch } from './arbitrary-batch.ts'
import type { ColumnShape, DecodeOptions, EncodeOptions, EntityShape, Format } from './contract.ts'
import { rowsOf } from './row-objects.ts'

/** What tests of formats share: a document out of batches, and batches out of a document. */

export const shapeOf = (batch: Batch, types: Readonly<Record<string, string>> = {}): EntityShape => ({
  name: batch.entity,
  columns: batch.columns.map(({ name }) =>
    Object.hasOwn(types, name) ? { name, databaseType: types[name] } : { name },
  ),
})

/** The whole document, encoded in slices of these rows by an encoder each, as processes would. */
export function documentOf(
  format: Format,
  batch: Batch,
  options: EncodeOptions & { readonly columns?: readonly ColumnShape[] } = {},
  cuts: readonly number[] = [],
): Buffer {
  const shape = options.columns ? { name: batch.entity, columns: options.columns } : shapeOf(batch)
  const borders = [0, ...cuts.map((cut) => cut % (batch.length + 1)).toSorted((a, b) => a - b), batch.length]
  const parts: Uint8Array[] = []
  borders.slice(1).forEach((end, i) => {
    const encoder = format.encoder(shape, options)
    if (i === 0) parts.push(encoder.header().slice())
    parts.push(encoder.batch(sliceBatch(batch, borders[i]!, end)).slice())
    if (i === borders.length - 2) parts.push(encoder.footer(batch.length).slice())
  })
  return Buffer.concat(parts)
}

/** The document in pieces of so many bytes. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

export async function batchesOf(
  format: Format,
  bytes: Uint8Array | string,
  options: DecodeOptions = {},
  pieceSize = 7,
): Promise<Batch[]> {
  const input = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const batches: Batch[] = []
  for await (const batch of format.decode!(inPieces(input, pieceSize), options)) batches.push(batch)
  return batches
}

/** All rows of a document as objects. */
export async function decodedRows(
  format: Format,
  bytes: Uint8Array | string,
  options: DecodeOptions = {},
  pieceSize = 7,
): Promise<Record<string, unknown>[]> {
  return (await batchesOf(format, bytes, options, pieceSize)).flatMap(rowsOf)
}
