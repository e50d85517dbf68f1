import { UnderstudyError } from '../errors.ts'
import type { Batch, Column } from '../model/batch.ts'
import { ByteSink, copyBytes } from './byte-sink.ts'
import { type ColumnWriter, columnWriter } from './column-writer.ts'
import type { ColumnShape, Encoder, EntityShape } from './contract.ts'
import { writeAll } from './digits.ts'
import type { ValueStyle } from './value-style.ts'

/** What stands around the values in a text format. All of it depends on the row's number alone, so slices fit. */
export interface RowLayout {
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

const nothing = new Uint8Array(0)

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

/** Constant bytes and value writers of one batch, in turn. */
class RowWriter {
  readonly #sink: ByteSink
  readonly #before: ((rowNumber: number) => Uint8Array) | undefined
  readonly #constants: Uint8Array
  /** Before value i stands constants[starts[i] .. starts[i + 1]]; after the last one, what is left. */
  readonly #starts: readonly number[]
  readonly #writers: readonly ColumnWriter['write'][]
  /** Index of the column being written: where an error comes from. */
  column = 0

  constructor(sink: ByteSink, writers: readonly ColumnWriter[], layout: RowLayout) {
    const pieces = layout.prefixes.map((prefix, i) => [writers[i - 1]?.close ?? nothing, prefix, writers[i]!.open])
    pieces.push([writers.at(-1)?.close ?? nothing, layout.end])
    this.#constants = Uint8Array.from(pieces.flatMap((piece) => piece.flatMap((bytes) => [...bytes])))
    let start = 0
    this.#starts = pieces.map((piece) => {
      const here = start
      for (const bytes of piece) start += bytes.length
      return here
    })
    this.#sink = sink
    this.#before = layout.before
    this.#writers = writers.map(({ write }) => write)
    sink.rowBound = this.#constants.length + writers.reduce((sum, { bound }) => sum + bound, 0)
  }

  write(row: number, rowNumber: number, position: number): number {
    const sink = this.#sink
    const before = this.#before === undefined ? nothing : this.#before(rowNumber)
    sink.reserve(position, before.length)
    const writers = this.#writers
    const starts = this.#starts
    const constants = this.#constants
    let at = writeAll(sink.bytes, position, before)
    for (let i = 0; i < writers.length; i++) {
      this.column = i
      at = copyBytes(sink.bytes, at, constants, starts[i]!, starts[i + 1]!)
      at = writers[i]!(row, at)
    }
    return copyBytes(sink.bytes, at, constants, starts[writers.length]!, constants.length)
  }
}

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
