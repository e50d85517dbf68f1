/**
 * Parquet with Snappy, in row groups of `rowGroupRows` rows, each written as soon as it is full. Logical types: INT64
 * for whole numbers, DOUBLE, DECIMAL with its scale, BOOLEAN, DATE, TIME and TIMESTAMP in microseconds (adjusted to UTC
 * where it is an instant), UUID, STRING, JSON, plain bytes, LIST. Every column may hold nulls.
 * The first row group fixes the type of a column; where none of its rows shows one, as when all of its lists are empty,
 * the `databaseType` does, and without it the column is STRING and takes any later value as text. Not sliceable.
 * Decoded, the vectors are those that were encoded, but for: bigint is int where every value of a batch is within 2^53,
 * pick and concat are text, a list's decimals may have a greater scale.
 */
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { UnderstudyError } from '../errors.ts'
import type { Batch, Vector } from '../model/batch.ts'
import type { ColumnShape, EncodeOptions, Encoder, EntityShape, Format } from './contract.ts'
import {
  cellsOf,
  kindOfDatabaseType,
  kindOfVector,
  type ParquetCell,
  type ParquetKind,
  schemaOf,
} from './parquet-column.ts'
import { decodeParquet, metadataKey, ownMetadataText } from './parquet-decode.ts'
import { columnsInOrder } from './row-encoder.ts'
import { Unwritable } from './unwritable.ts'

const defaultGroupRows = 20_000

function groupRowsOf(rows = defaultGroupRows): number {
  if (Number.isSafeInteger(rows) && rows > 0) return rows
  throw new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: 'encode parquet',
    message: 'rowGroupRows must be a whole number, 1 or more.',
  })
}

const namesOf = ({ name, columns }: EntityShape) => ({ entity: name, columns: columns.map((column) => column.name) })

const listOfText: ParquetKind = { type: 'list', element: { type: 'string' } }

/** A column while its row group fills. */
class GroupColumn {
  readonly name: string
  readonly #databaseType: string | undefined
  #kind: ParquetKind | undefined
  #holdsLists = false
  #cells: ParquetCell[] = []

  constructor({ name, databaseType }: ColumnShape) {
    this.name = name
    this.#databaseType = databaseType
  }

  add(vector: Vector): void {
    this.#kind ??= kindOfVector(vector)
    this.#holdsLists ||= vector.type === 'list'
    const cells = cellsOf(vector, this.#kind ?? (this.#holdsLists ? listOfText : { type: 'string' }))
    this.#cells = this.#cells.length === 0 ? cells : this.#cells.concat(cells)
  }

  /** From here on, the column is what it is. */
  schema(): SchemaElement[] {
    const fallback = kindOfDatabaseType(this.#databaseType)
    this.#kind ??= this.#holdsLists && fallback.type !== 'list' ? listOfText : fallback
    return schemaOf(this.name, this.#kind)
  }

  take(rows: number): ParquetCell[] {
    const taken = this.#cells.slice(0, rows)
    this.#cells = this.#cells.slice(rows)
    return taken
  }
}

class ParquetEncoder implements Encoder {
  readonly #shape: EntityShape
  readonly #groupRows: number
  readonly #columns: readonly GroupColumn[]
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  #rows = 0

  constructor(shape: EntityShape, options: EncodeOptions) {
    if (shape.columns.length === 0) {
      throw new UnderstudyError('FORMAT_UNSUPPORTED', {
        operation: 'encode parquet',
        message: `${shape.name} has no columns, and Parquet counts rows by their columns.`,
        at: shape.name,
      })
    }
    this.#shape = shape
    this.#groupRows = groupRowsOf(options.rowGroupRows)
    this.#columns = shape.columns.map((column) => new GroupColumn(column))
    // The schema is written at the end of the file, so it may follow once rows have shown it.
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [],
      createdBy: 'understudy',
      kvMetadata: [{ key: metadataKey, value: ownMetadataText(namesOf(shape)) }],
    })
  }

  header(): Uint8Array {
    return this.#take()
  }

  batch(batch: Batch): Uint8Array {
    columnsInOrder('parquet', this.#shape, batch).forEach((column, i) => {
      try {
        this.#columns[i]!.add(column.vector)
      } catch (thrown) {
        if (!(thrown instanceof Unwritable)) throw thrown
        throw new UnderstudyError('FORMAT_UNSUPPORTED', {
          operation: 'encode parquet',
          message: `parquet cannot hold a value of ${batch.entity}.${column.name}: ${thrown.message}.`,
          at: `${batch.entity}.${column.name}, rows ${batch.firstRow} to ${batch.firstRow + batch.length - 1}`,
        })
      }
    })
    this.#rows += batch.length
    while (this.#rows >= this.#groupRows) this.#writeGroup(this.#groupRows)
    return this.#take()
  }

  footer(): Uint8Array {
    if (this.#rows > 0) this.#writeGroup(this.#rows)
    else this.#writeSchema()
    this.#writer.finish()
    return this.#take()
  }

  #writeSchema(): void {
    const root = { name: 'schema', num_children: this.#columns.length }
    this.#writer.schema = [root, ...this.#columns.flatMap((column) => column.schema())]
  }

  #writeGroup(rows: number): void {
    this.#writeSchema()
    const columnData = this.#columns.map((column) => ({ name: column.name, data: column.take(rows) }))
    this.#writer.write({ columnData, rowGroupSize: rows })
    this.#rows -= rows
  }

  /** All bytes since the last time. */
  #take(): Uint8Array {
    const bytes = this.#bytes.getBytes()
    this.#bytes.index = 0
    return bytes
  }
}

export const parquet: Format = {
  name: 'parquet',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  sliceable: false,
  encoder: (shape: EntityShape, options: EncodeOptions = {}) => new ParquetEncoder(shape, options),
  decode: decodeParquet,
}
