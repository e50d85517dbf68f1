import { UnderstudyError } from '../errors.ts'
import type { Batch, Column } from '../model/batch.ts'
import { ByteSink, writeAll } from './byte-sink.ts'
import { type ColumnWriter, columnWriter } from './column-writer.ts'
import type { ColumnShape, Encoder, EntityShape } from './contract.ts'
import { type Piece, Pieces } from './pieces.ts'
import type { ValueStyle } from './value-style.ts'

/** What stands around the values in a text format. All of it depends on the row's number alone, so slices fit. */
interface RowLayout {
  readonly header: Uint8Array
  readonly footer: (rowsTotal: number) => Uint8Array
  /** Before a row; none where left out. */
  readonly before?: (rowNumber: number) => Uint8Array
  /** Before the value of each column. */
  readonly prefixes: readonly Uint8Array[]
  /** After the last value. */
  readonly end: Uint8Array
  readonly styleOf: (column: ColumnShape) => ValueStyle
}

/** Thrown by a writer for a value that the format cannot hold; the row loop adds the place. */
export class Unwritable extends Error {
  readonly hint: string | undefined

  constructor(reason: string, hint?: string) {
    super(reason)
    this.hint = hint
  }
}

/** The encoder of every text format. */
export function rowEncoder(format: string, shape: EntityShape, layout: RowLayout): Encoder {
  const sink = new ByteSink()
  const styles = shape.columns.map(layout.styleOf)
  let rowsSeen = 0
  return {
    header: () => layout.header,
    footer: (rowsTotal = rowsSeen) => layout.footer(rowsTotal),
    batch(batch) {
      const columns = columnsInOrder(format, shape, batch)
      rowsSeen = Math.max(rowsSeen, batch.firstRow + batch.length)
      return encodeRows(format, sink, batch, columns, () => {
        const writers = columns.map(({ vector }, i) => columnWriter(sink, vector, styles[i]!))
        return new RowWriter(sink, writers, layout)
      })
    },
  }
}

/** The columns of a batch in the order of the shape; a shape without its column is a mistake of the caller. */
export function columnsInOrder(format: string, shape: EntityShape, batch: Batch): readonly Column[] {
  const { columns } = batch
  if (columns.length === shape.columns.length && columns.every(({ name }, i) => name === shape.columns[i]!.name)) {
    return columns
  }
  const byName = new Map(columns.map((column) => [column.name, column]))
  if (byName.size !== shape.columns.length) throw mismatch(format, shape, batch)
  return shape.columns.map(({ name }) => {
    const column = byName.get(name)
    if (column === undefined) throw mismatch(format, shape, batch)
    return column
  })
}

function mismatch(format: string, shape: EntityShape, batch: Batch): UnderstudyError {
  return new UnderstudyError('FORMAT_UNSUPPORTED', {
    operation: `encode ${format}`,
    message: `A batch of ${batch.entity} has other columns than its encoder was made for.`,
    hint: 'Rows of one file need the same columns: encode rows of another shape with an encoder of their own.',
    at: shape.name,
    details: { expected: shape.columns.map(({ name }) => name), found: batch.columns.map(({ name }) => name) },
  })
}

/** The pieces of a row of one batch. */
class RowWriter implements WritesRows {
  readonly #sink: ByteSink
  readonly #before: ((rowNumber: number) => Uint8Array) | undefined
  readonly #pieces: Pieces
  /** Which column each writer among the pieces belongs to. */
  readonly #columns: readonly number[]

  constructor(sink: ByteSink, writers: readonly ColumnWriter[], layout: RowLayout) {
    const { prefixes, end, before } = layout
    this.#sink = sink
    this.#before = before
    this.#pieces = new Pieces(sink, [...writers.flatMap(({ pieces }, i) => [prefixes[i]!, ...pieces]), end])
    this.#columns = writers.flatMap(({ pieces }, i) => pieces.filter(isWriter).map(() => i))
    sink.rowBound = this.#pieces.length + writers.reduce((sum, { bound }) => sum + bound, 0)
  }

  get column(): number {
    return this.#columns[this.#pieces.current] ?? 0
  }

  write(row: number, rowNumber: number, position: number): number {
    const sink = this.#sink
    if (this.#before === undefined) {
      sink.reserve(position, 0)
      return this.#pieces.write(row, position)
    }
    const before = this.#before(rowNumber)
    sink.reserve(position, before.length)
    return this.#pieces.write(row, writeAll(sink.bytes, position, before))
  }
}

const isWriter = (piece: Piece) => typeof piece === 'function'

/** Anything that writes row after row into a sink, and knows which column it writes. */
export interface WritesRows {
  readonly column: number
  write(row: number, rowNumber: number, position: number): number
}

/**
 * Runs the row loop, names the place of what cannot be written, and proves that no bound was too small. What `compile`
 * cannot write at all, it reports after having said at which column it is.
 */
export function encodeRows(
  format: string,
  sink: ByteSink,
  batch: Batch,
  columns: readonly Column[],
  compile: (at: (column: number) => void) => WritesRows,
): Uint8Array {
  let position = 0
  let row = 0
  let compiling = 0
  let rows: WritesRows | undefined
  try {
    rows = compile((column) => {
      compiling = column
    })
    for (; row < batch.length; row++) {
      position = rows.write(row, batch.firstRow + row, position)
      if (position > sink.bytes.length) throw new Unwritable('a value took more room than its type allows')
    }
  } catch (thrown) {
    if (!(thrown instanceof Unwritable)) throw thrown
    const column = columns[rows?.column ?? compiling]?.name
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: `encode ${format}`,
      message: `${format} cannot hold a value of ${batch.entity}.${column}: ${thrown.message}.`,
      at: `${batch.entity}.${column}, row ${batch.firstRow + row}`,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    })
  }
  return sink.bytes.subarray(0, position)
}
