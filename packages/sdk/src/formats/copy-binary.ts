/**
 * Postgres COPY in binary format, which needs the `databaseType` of every column: a value is written as that type, and
 * `copyBinarySupports` says which vectors can be. A number outside of the type's range and NUL in a text are refused.
 * Decoded, a column comes back in the vector of its type: bigint as bigint, numeric as decimal where every value of
 * the batch fits 2^53 at one scale and else as text.
 */
import { UnderstudyError } from '../errors.ts'
import { ByteSink } from './byte-sink.ts'
import type { ColumnShape, EncodeOptions, Encoder, EntityShape, Format } from './contract.ts'
import { decodeCopyBinary } from './copy-binary-decode.ts'
import { fieldWriter } from './copy-binary-writer.ts'
import { columnsInOrder, encodeRows } from './row-encoder.ts'

export { copyBinarySupports } from './copy-binary-types.ts'

/** Signature, no flags, no extension. */
const header = Uint8Array.of(...Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), 0, 0, 0, 0, 0, 0, 0, 0)
const footer = Uint8Array.of(0xff, 0xff)

function typeOf(shape: EntityShape, { name, databaseType }: ColumnShape): string {
  if (databaseType !== undefined) return databaseType
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: 'encode copy-binary',
    message: `Binary COPY needs the database type of ${shape.name}.${name}.`,
    hint: 'Give the type of every column, or use text COPY.',
    at: `${shape.name}.${name}`,
  })
}

export const copyBinary: Format = {
  name: 'copy-binary',
  extension: 'pgcopy',
  mediaType: 'application/octet-stream',
  sliceable: true,
  encoder(shape: EntityShape, _options?: EncodeOptions): Encoder {
    const sink = new ByteSink()
    const types = shape.columns.map((column) => typeOf(shape, column))
    return {
      header: () => header,
      footer: () => footer,
      batch(batch) {
        const columns = columnsInOrder('copy-binary', shape, batch)
        return encodeRows('copy-binary', sink, batch, columns, (at) => {
          const fields = columns.map(({ vector }, i) => {
            at(i)
            return fieldWriter(sink, vector, types[i]!)
          })
          const count = Uint8Array.of(fields.length >> 8, fields.length & 255)
          sink.rowBound = count.length + fields.reduce((sum, { bound }) => sum + bound, 0)
          return { pieces: [count, ...fields.map(({ write }) => write)], columns: fields.map((_, i) => i) }
        })
      },
    }
  },
  decode: decodeCopyBinary,
}
