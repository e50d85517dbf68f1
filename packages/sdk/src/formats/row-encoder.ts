import { UnderstudyError } from '../errors.ts'
import type { Batch, Column } from '../model/batch.ts'
import { ByteSink, writeAll } from './byte-sink.ts'
import { type ColumnWriter, columnWriter } from './column-writer.ts'
import type { ColumnShape, Encoder, EntityShape } from './contract.ts'
import { constantLength, type Piece, Pieces, type ValueWriter } from './pieces.ts'
import { writeRows } from './row-code.ts'
import { Unwritable } from './unwritable.ts'
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
        return textRow(sink, writers, layout, batch.firstRow)
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

/** A row of one batch: what is written of it, and to which column each writer among the pieces belongs. */
export interface RowPieces {
  readonly pieces: readonly Piece[]
  readonly columns: readonly number[]
}

function textRow(sink: ByteSink, writers: readonly ColumnWriter[], layout: RowLayout, firstRow: number): RowPieces {
  const { prefixes, end, before } = layout
  const lead: Piece[] = before === undefined ? [] : [leadWriter(sink, before, firstRow)]
  const pieces = [...lead, ...writers.flatMap(({ pieces }, i) => [prefixes[i]!, ...pieces]), end]
  sink.rowBound = constantLength(pieces) + writers.reduce((sum, { bound }) => sum + bound, 0)
  const columns = writers.flatMap(({ pieces }, i) => pieces.filter(isWriter).map(() => i))
  return { pieces, columns: [...lead.map(() => 0), ...columns] }
}

function leadWriter(sink: ByteSink, before: (rowNumber: number) => Uint8Array, firstRow: number): ValueWriter {
  return (row, position) => {
    const lead = before(firstRow + row)
    sink.reserve(position, lead.length)
    return writeAll(sink.bytes, position, lead)
  }
}

const isWriter = (piece: Piece) => typeof piece === 'function'

/** Below so many rows, to make code for them would cost more than it saves. */
const ROWS_WORTH_CODE = 1024

/**
 * Runs the row loop, names the place of what cannot be written, and proves that no bound was too small. What `compile`
 * cannot write at all, it reports after having said at which column it is.
 */
export function encodeRows(
  format: string,
  sink: ByteSink,
  batch: Batch,
  columns: readonly Column[],
  compile: (at: (column: number) => void) => RowPieces,
): Uint8Array {
  let position = 0
  let row = 0
  let column = 0
  let pieces: Pieces | undefined
  let columnsOfPieces: readonly number[] = []
  try {
    const compiled = compile((at) => {
      column = at
    })
    const end = batch.length < ROWS_WORTH_CODE ? undefined : writtenAtOnce(sink, compiled.pieces, batch.length)
    if (end !== undefined) return sink.bytes.subarray(0, end)
    columnsOfPieces = compiled.columns
    pieces = new Pieces(sink, compiled.pieces)
    for (; row < batch.length; row++) {
      sink.reserve(position, 0)
      position = pieces.write(row, position)
      if (position > sink.bytes.length) throw new Unwritable('a value took more room than its type allows')
    }
  } catch (thrown) {
    if (!(thrown instanceof Unwritable)) throw thrown
    const at = pieces === undefined ? column : columnsOfPieces[pieces.current]
    const name = columns[at ?? 0]?.name
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: `encode ${format}`,
      message: `${format} cannot hold a value of ${batch.entity}.${name}: ${thrown.message}.`,
      at: `${batch.entity}.${name}, row ${batch.firstRow + row}`,
      ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
    })
  }
  return sink.bytes.subarray(0, position)
}

/** Where a value cannot be written, nothing: row by row it is then found again, and its place with it. */
function writtenAtOnce(sink: ByteSink, pieces: readonly Piece[], rows: number): number | undefined {
  try {
    return writeRows(sink, pieces, rows)
  } catch (thrown) {
    if (!(thrown instanceof Unwritable)) throw thrown
    return undefined
  }
}
