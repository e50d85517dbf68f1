import type { ListVector, PickVector, Vector } from '../model/batch.ts'
import { ByteSink, writeAll } from './byte-sink.ts'
import { calendarBound, writeDate, writeTime, writeTimestamp } from './calendar-text.ts'
import { concatPieces, concatText, wordWriter } from './concat-writer.ts'
import { bounds, writeDecimal, writeFloat, writeInt64, writeInteger, writeUuid } from './digits.ts'
import { jsonText } from './json-text.ts'
import { choiceWriter, constantLength, joinedWriter, type Piece, type ValueWriter, withStatement } from './pieces.ts'
import { BYTES_A_CHARACTER, styledWords, type TextStyle, writeInner, writeText } from './text-style.ts'
import type { ListStyle, ValueStyle } from './value-style.ts'

/**
 * How the values of one column are written, chosen once a batch by the type of its vector: in pieces, so that whoever
 * writes rows joins what stands around values with what stands between columns.
 */
export interface ColumnWriter {
  readonly pieces: readonly Piece[]
  /** Bytes that the writers among the pieces need without reserving them themselves. */
  readonly bound: number
}

export function columnWriter(sink: ByteSink, vector: Vector, style: ValueStyle): ColumnWriter {
  const column = presentWriter(sink, vector, style)
  const nulls = vector.nulls
  if (nulls === undefined || !nulls.includes(1)) return column
  const absent = style.null
  return {
    bound: Math.max(column.bound + constantLength(column.pieces), absent.length),
    pieces: [choiceWriter(sink, nulls, absent, column.pieces)],
  }
}

function presentWriter(sink: ByteSink, vector: Vector, style: ValueStyle): ColumnWriter {
  const { text, calendar } = style
  const bare = (bound: number, write: ValueWriter) => ({ bound, pieces: [style.bareOpen, write] })
  const quoted = (bound: number, write: ValueWriter) => ({ bound, pieces: [text.open, write, text.close] })
  switch (vector.type) {
    case 'int': {
      const { values } = vector
      const write: ValueWriter = (row, position) => writeInteger(sink.view, position, values[row]!)
      return bare(bounds.integer, withStatement('integer', [values], write))
    }
    case 'bigint': {
      const { words, high, low } = halves(vector.values)
      const write: ValueWriter = (row, position) =>
        writeInt64(sink.view, position, words[row * 2 + high]!, words[row * 2 + low]!)
      return bare(bounds.bigint, withStatement('bigint', [words, high, low], write))
    }
    case 'float': {
      const { values } = vector
      const { nonFinite } = style
      return bare(bounds.float, (row, position) => {
        const value = values[row]!
        if (Number.isFinite(value)) return writeFloat(sink.view, position, value)
        return writeAll(sink.bytes, position, nonFinite(value))
      })
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      const write: ValueWriter = (row, position) => writeDecimal(sink.view, position, unscaled[row]!, scale)
      return bare(bounds.integer + scale, withStatement('decimal', [unscaled, scale], write))
    }
    case 'bool': {
      const { values } = vector
      return bare(8, choiceWriter(sink, values, style.true, [style.false]))
    }
    case 'date': {
      const { days } = vector
      const write: ValueWriter = (row, position) => writeDate(sink.view, position, days[row]!, calendar)
      return quoted(calendarBound, withStatement('date', [days, calendar], write))
    }
    case 'time': {
      const { micros } = vector
      const write: ValueWriter = (row, position) => writeTime(sink.view, position, micros[row]!, calendar)
      return quoted(calendarBound, withStatement('time', [micros, calendar], write))
    }
    case 'timestamp': {
      const { micros, zoned } = vector
      const write: ValueWriter = (row, position) => writeTimestamp(sink.view, position, micros[row]!, zoned, calendar)
      return quoted(calendarBound, withStatement('timestamp', [micros, zoned ? 1 : 0, calendar], write))
    }
    case 'uuid': {
      const { words } = vector
      const write: ValueWriter = (row, position) => writeUuid(sink.view, position, words, row)
      return quoted(bounds.uuid, withStatement('uuid', [words], write))
    }
    case 'pick':
      return pickWriter(sink, vector, text)
    case 'concat':
      return concatPieces(sink, vector, text) ?? ownText(sink, text, (row) => concatText(vector, row))
    case 'text': {
      const { values } = vector
      return textWriter(sink, values, text)
    }
    case 'json': {
      const { values } = vector
      if (style.json === 'text') return ownText(sink, text, (row) => jsonText(values[row]))
      return rawText(sink, (row) => jsonText(values[row]))
    }
    case 'bytes': {
      const { values } = vector
      const { open, close, write } = style.bytes
      return { bound: 0, pieces: [open, (row, position) => write(sink, position, values[row]!), close] }
    }
    case 'list': {
      const { list } = style
      if (list.raw) return { bound: 0, pieces: [listWriter(sink, vector, list)] }
      return ownText(sink, text, (row) => listText(vector, row, list))
    }
  }
}

const lowHalfFirst = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** The 64-bit values without making a bigint of each: value i is words[2 i + high] and words[2 i + low]. */
export function halves(values: BigInt64Array): { words: Int32Array; high: 0 | 1; low: 0 | 1 } {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  return lowHalfFirst ? { words, high: 1, low: 0 } : { words, high: 0, low: 1 }
}

/** Text whose surroundings depend on the value, or that is made anew for every row. */
function ownText(sink: ByteSink, style: TextStyle, read: (row: number) => string): ColumnWriter {
  return { bound: 0, pieces: [(row, position) => writeText(style, sink, position, read(row))] }
}

function textWriter(sink: ByteSink, values: readonly string[], style: TextStyle): ColumnWriter {
  const { open, close, canBeSpecial, emptyIsSpecial } = style
  const surroundingsVary = canBeSpecial && open.length + close.length > 0
  if (surroundingsVary || style.prepare !== undefined) return ownText(sink, style, (row) => values[row]!)
  const write: ValueWriter = (row, position) => {
    const value = values[row]!
    if (value.length === 0) return emptyIsSpecial ? style.special(sink, position, value) : position
    sink.reserve(position, value.length * BYTES_A_CHARACTER)
    const end = writeInner(style, sink.bytes, position, value)
    return end < 0 ? style.special(sink, position, value) : end
  }
  return { bound: 0, pieces: [open, write, close] }
}

const utf8 = new TextEncoder()

function rawText(sink: ByteSink, read: (row: number) => string): ColumnWriter {
  const write: ValueWriter = (row, position) => {
    const value = read(row)
    sink.reserve(position, value.length * 3)
    return position + utf8.encodeInto(value, sink.bytes.subarray(position)).written
  }
  return { bound: 0, pieces: [write] }
}

function pickWriter(sink: ByteSink, { indices, dictionary }: PickVector, style: TextStyle): ColumnWriter {
  const { inner, specials } = styledWords(style, dictionary)
  const { longest } = inner
  const copy = wordWriter(sink, indices, inner)
  if (specials === undefined) return { bound: longest, pieces: [style.open, copy, style.close] }
  const { words } = dictionary
  const plain = joinedWriter(sink, [style.open, copy, style.close])
  return {
    bound: longest + style.open.length + style.close.length,
    pieces: [
      (row, position) => {
        const word = indices[row]!
        return specials[word] === 1 ? writeText(style, sink, position, words[word]!) : plain(row, position)
      },
    ],
  }
}

const COMMA = 44

function listWriter(sink: ByteSink, { values }: ListVector, list: ListStyle): ValueWriter {
  return (row, position) => {
    const elements = values[row]!
    const { pieces, bound } = columnWriter(sink, elements, list.element())
    const write = joinedWriter(sink, pieces)
    const room = bound + constantLength(pieces) + list.open.length + list.close.length + 1
    sink.reserve(position, room)
    let at = writeAll(sink.bytes, position, list.open)
    for (let i = 0; i < elements.length; i++) {
      if (i > 0) sink.bytes[at++] = COMMA
      sink.reserve(at, room)
      at = write(i, at)
    }
    return writeAll(sink.bytes, at, list.close)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** A list as one text, in the given style. */
export function listText(vector: ListVector, row: number, list: ListStyle): string {
  const sink = new ByteSink()
  const end = listWriter(sink, vector, list)(row, 0)
  return decoder.decode(sink.bytes.subarray(0, end))
}
