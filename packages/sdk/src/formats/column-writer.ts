import type { ConcatVector, ConstVector, ListVector, PickVector, Vector } from '../model/batch.ts'
import { ByteSink, copyBytes } from './byte-sink.ts'
import { calendarBound, writeDate, writeTime, writeTimestamp } from './calendar-text.ts'
import { bounds, writeAll, writeDecimal, writeFloat, writeInt64, writeInteger, writeUuid } from './digits.ts'
import { jsonText } from './json-text.ts'
import { BYTES_A_CHARACTER, styledWords, type TextStyle, writeInner, writeText } from './text-style.ts'
import type { ListStyle, ValueStyle } from './value-style.ts'

/** Writes the value of a row at a position and returns the position behind it. */
export type ValueWriter = (row: number, position: number) => number

/**
 * How the values of one column are written, chosen once a batch by the type of its vector. `open` and `close` stand
 * around every value, so that whoever writes rows joins them with what stands between columns.
 */
export interface ColumnWriter {
  readonly open: Uint8Array
  readonly close: Uint8Array
  /** Bytes that `write` needs without reserving them itself. */
  readonly bound: number
  readonly write: ValueWriter
}

const nothing = new Uint8Array(0)

export function columnWriter(sink: ByteSink, vector: Vector, style: ValueStyle): ColumnWriter {
  const column = presentWriter(sink, vector, style)
  const nulls = vector.nulls
  if (nulls === undefined || !nulls.includes(1)) return column
  const { open, close, write } = column
  const absent = style.null
  return {
    open: nothing,
    close: nothing,
    bound: Math.max(column.bound + open.length + close.length, absent.length),
    write: (row, position) => {
      if (nulls[row] === 1) return writeAll(sink.bytes, position, absent)
      const end = write(row, writeAll(sink.bytes, position, open))
      return writeAll(sink.bytes, end, close)
    },
  }
}

function presentWriter(sink: ByteSink, vector: Vector, style: ValueStyle): ColumnWriter {
  const { text, calendar } = style
  const bare = (bound: number, write: ValueWriter) => ({ open: style.bareOpen, close: nothing, bound, write })
  const quoted = (bound: number, write: ValueWriter) => ({ open: text.open, close: text.close, bound, write })
  switch (vector.type) {
    case 'int': {
      const { values } = vector
      return bare(bounds.integer, (row, position) => writeInteger(sink.bytes, position, values[row]!))
    }
    case 'bigint': {
      const { high, low } = halves(vector.values)
      return bare(bounds.bigint, (row, position) => writeInt64(sink.bytes, position, high(row), low(row)))
    }
    case 'float': {
      const { values } = vector
      const { nonFinite } = style
      return bare(bounds.float, (row, position) => {
        const value = values[row]!
        if (Number.isFinite(value)) return writeFloat(sink.bytes, position, value)
        return writeAll(sink.bytes, position, nonFinite(value))
      })
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      return bare(bounds.integer + scale, (row, position) => writeDecimal(sink.bytes, position, unscaled[row]!, scale))
    }
    case 'bool': {
      const { values } = vector
      return bare(8, (row, position) => writeAll(sink.bytes, position, values[row] === 0 ? style.false : style.true))
    }
    case 'date': {
      const { days } = vector
      return quoted(calendarBound, (row, position) => writeDate(sink.bytes, position, days[row]!, calendar))
    }
    case 'time': {
      const { micros } = vector
      return quoted(calendarBound, (row, position) => writeTime(sink.bytes, position, micros[row]!, calendar))
    }
    case 'timestamp': {
      const { micros, zoned } = vector
      return quoted(calendarBound, (row, position) =>
        writeTimestamp(sink.bytes, position, micros[row]!, zoned, calendar),
      )
    }
    case 'uuid': {
      const { words } = vector
      return quoted(bounds.uuid, (row, position) => writeUuid(sink.bytes, position, words, row))
    }
    case 'pick':
      return pickWriter(sink, vector, text)
    case 'concat':
      return concatWriter(sink, vector, text)
    case 'text': {
      const { values } = vector
      return ownText(sink, text, (row) => values[row]!)
    }
    case 'json': {
      const { values } = vector
      if (style.json === 'text') return ownText(sink, text, (row) => jsonText(values[row]))
      return rawText(sink, (row) => jsonText(values[row]))
    }
    case 'bytes': {
      const { values } = vector
      const { open, close, write } = style.bytes
      return { open, close, bound: 0, write: (row, position) => write(sink, position, values[row]!) }
    }
    case 'list': {
      const { list } = style
      if (list.raw) return { open: nothing, close: nothing, bound: 0, write: listWriter(sink, vector, list) }
      return ownText(sink, text, (row) => listText(vector, row, list))
    }
  }
}

const lowHalfFirst = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1

/** Both halves of 64-bit values without making a bigint of each. */
export function halves(values: BigInt64Array): { high: (row: number) => number; low: (row: number) => number } {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2)
  return lowHalfFirst
    ? { high: (row) => words[row * 2 + 1]!, low: (row) => words[row * 2]! }
    : { high: (row) => words[row * 2]!, low: (row) => words[row * 2 + 1]! }
}

/** Text that reserves its own room. Where it can be special, what stands around it depends on the value. */
function ownText(sink: ByteSink, style: TextStyle, read: (row: number) => string): ColumnWriter {
  if (style.canBeSpecial || style.prepare !== undefined) {
    const write: ValueWriter = (row, position) => writeText(style, sink, position, read(row))
    return { open: nothing, close: nothing, bound: 0, write }
  }
  const write: ValueWriter = (row, position) => {
    const value = read(row)
    sink.reserve(position, value.length * BYTES_A_CHARACTER)
    return writeInner(style, sink.bytes, position, value)
  }
  return { open: style.open, close: style.close, bound: 0, write }
}

const utf8 = new TextEncoder()

function rawText(sink: ByteSink, read: (row: number) => string): ColumnWriter {
  const write: ValueWriter = (row, position) => {
    const value = read(row)
    sink.reserve(position, value.length * 3)
    return position + utf8.encodeInto(value, sink.bytes.subarray(position)).written
  }
  return { open: nothing, close: nothing, bound: 0, write }
}

function pickWriter(sink: ByteSink, { indices, dictionary }: PickVector, style: TextStyle): ColumnWriter {
  const { inner, whole } = styledWords(style, dictionary)
  const { bytes, offsets, longest } = whole ?? inner
  return {
    open: whole ? nothing : style.open,
    close: whole ? nothing : style.close,
    bound: longest,
    write: (row, position) => {
      const word = indices[row]!
      return copyBytes(sink.bytes, position, bytes, offsets[word]!, offsets[word + 1]!)
    },
  }
}

/** A part of a concat: what it writes is negative where it is special. */
interface Part {
  readonly bound: number
  readonly canBeSpecial: boolean
  readonly write: ValueWriter
}

function concatWriter(sink: ByteSink, vector: ConcatVector, style: TextStyle): ColumnWriter {
  if (style.prepare !== undefined) return ownText(sink, style, (row) => concatText(vector, row))
  const parts = vector.parts.map((part) => partWriter(sink, part, style))
  const count = parts.length
  const writers = parts.map((part) => part.write)
  const bound = parts.reduce((sum, part) => sum + part.bound, 0)
  const { open, close, emptyIsSpecial } = style
  if (!emptyIsSpecial && !parts.some((part) => part.canBeSpecial)) {
    const write: ValueWriter = (row, position) => {
      let at = position
      for (let i = 0; i < count; i++) at = writers[i]!(row, at)
      return at
    }
    return { open, close, bound, write }
  }
  const write: ValueWriter = (row, position) => {
    const start = writeAll(sink.bytes, position, open)
    let at = start
    for (let i = 0; i < count && at >= 0; i++) at = writers[i]!(row, at)
    if (at < 0 || (emptyIsSpecial && at === start)) return style.special(sink, position, concatText(vector, row))
    return writeAll(sink.bytes, at, close)
  }
  return { open: nothing, close: nothing, bound: bound + open.length + close.length, write }
}

/** A part's text as a string. */
export function partText(part: ConcatVector['parts'][number], row: number): string {
  switch (part.type) {
    case 'const':
      return part.text
    case 'pick':
      return part.dictionary.words[part.indices[row]!]!
    case 'int':
      return String(part.values[row]!)
    case 'text':
      return part.values[row]!
  }
}

export function concatText({ parts }: ConcatVector, row: number): string {
  let text = ''
  for (const part of parts) text += partText(part, row)
  return text
}

function partWriter(sink: ByteSink, part: ConcatVector['parts'][number], style: TextStyle): Part {
  switch (part.type) {
    case 'const':
      return constWriter(sink, part, style)
    case 'int': {
      const { values } = part
      const write: ValueWriter = (row, position) => writeInteger(sink.bytes, position, values[row]!)
      return { bound: bounds.integer, canBeSpecial: false, write }
    }
    case 'pick': {
      const { indices } = part
      const { words } = part.dictionary
      const { inner, specials } = styledWords(style, part.dictionary)
      const { bytes, offsets, longest } = inner
      const write: ValueWriter = (row, position) => {
        const word = indices[row]!
        if (specials !== undefined && specials[word] === 1 && words[word] !== '') return -1
        return copyBytes(sink.bytes, position, bytes, offsets[word]!, offsets[word + 1]!)
      }
      return { bound: longest, canBeSpecial: specials !== undefined, write }
    }
    case 'text': {
      const { values } = part
      const write: ValueWriter = (row, position) => {
        const value = values[row]!
        sink.reserve(position, value.length * BYTES_A_CHARACTER)
        return writeInner(style, sink.bytes, position, value)
      }
      return { bound: 0, canBeSpecial: style.canBeSpecial, write }
    }
  }
}

function constWriter(sink: ByteSink, { text }: ConstVector, style: TextStyle): Part {
  const scratch = new ByteSink()
  scratch.reserve(0, text.length * BYTES_A_CHARACTER)
  const length = writeInner(style, scratch.bytes, 0, text)
  if (length < 0) return { bound: 0, canBeSpecial: true, write: () => -1 }
  const bytes = scratch.bytes.slice(0, length)
  return {
    bound: length,
    canBeSpecial: false,
    write: (_row, position) => copyBytes(sink.bytes, position, bytes, 0, length),
  }
}

const COMMA = 44

function listWriter(sink: ByteSink, { values }: ListVector, list: ListStyle): ValueWriter {
  return (row, position) => {
    const elements = values[row]!
    const { open, close, bound, write } = columnWriter(sink, elements, list.element())
    const room = bound + open.length + close.length + list.open.length + list.close.length + 1
    sink.reserve(position, room)
    let at = writeAll(sink.bytes, position, list.open)
    for (let i = 0; i < elements.length; i++) {
      if (i > 0) sink.bytes[at++] = COMMA
      sink.reserve(at, room)
      at = write(i, writeAll(sink.bytes, at, open))
      at = writeAll(sink.bytes, at, close)
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
