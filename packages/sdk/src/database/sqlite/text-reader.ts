import { isAscii } from 'node:buffer'
import type { ByteSink } from '../../formats/byte-sink.ts'
import { columnWriter } from '../../formats/column-writer.ts'
import { asciiOf } from '../../formats/digits.ts'
import { jsonStyle } from '../../formats/json-style.ts'
import { constantLength, type ValueWriter } from '../../formats/pieces.ts'
import { encodeRows } from '../../formats/row-encoder.ts'
import { textStyle } from '../../formats/text-style.ts'
import type { ValueStyle } from '../../formats/value-style.ts'
import type { Batch, Column } from '../../model/batch.ts'

/** Text as it is; dates and times as SQLite's own functions read them. */
const style: ValueStyle = { ...jsonStyle, text: textStyle({}), null: asciiOf(''), calendar: 'sqlite' }

/** Within what every engine makes one string of. */
const LONGEST = 2 ** 28

/**
 * Reads the texts of a column as parts of one string: a string out of bytes costs a call, a part of a string next to
 * nothing. Where bytes are not characters, or too many for one string, each text is made of its own bytes.
 * @param sink is free again when this returns.
 */
export function textReader(sink: ByteSink, batch: Batch, column: Column): (row: number) => string {
  const ends = new Float64Array(batch.length + 1)
  const bytes = writeColumn(sink, batch, column, ends)
  if (bytes.length > LONGEST || !isAscii(bytes)) {
    const own = Buffer.from(bytes)
    return (row) => own.toString('utf8', ends[row], ends[row + 1])
  }
  const text = Buffer.from(bytes.buffer, 0, bytes.length).toString('latin1')
  return (row) => text.substring(ends[row]!, ends[row + 1]!)
}

/** The column's texts end to end: row i is ends[i] to ends[i + 1]. */
function writeColumn(sink: ByteSink, batch: Batch, column: Column, ends: Float64Array): Uint8Array {
  const mark: ValueWriter = (row, position) => {
    ends[row + 1] = position
    return position
  }
  return encodeRows('SQLite', sink, batch, [column], () => {
    const { pieces, bound } = columnWriter(sink, column.vector, style)
    sink.rowBound = bound + constantLength(pieces)
    return { pieces: [...pieces, mark], columns: [] }
  })
}
