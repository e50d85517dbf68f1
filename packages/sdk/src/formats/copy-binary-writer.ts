import type { ListVector, PickVector, Vector } from '../model/batch.ts'
import { writeFloat32, writeFloat64, writeInt16, writeInt32, writeInt64Of } from './big-endian.ts'
import { type ByteSink, copyWords, writeAll } from './byte-sink.ts'
import { type ColumnWriter, columnWriter, halves } from './column-writer.ts'
import { writeInstant } from './copy-binary-instant.ts'
import { type FieldWriter, numbers, numericWriter, wholeNumbers, wrongVector } from './copy-binary-numbers.ts'
import { copyBinarySupports, elementTypeOf, typeIds } from './copy-binary-types.ts'
import { asciiOf } from './digits.ts'
import { jsonListText } from './json-style.ts'
import { flattenLists } from './nested-lists.ts'
import { choiceWriter, constantLength, framedWriter, withStatement } from './pieces.ts'
import { styledWords, textStyle } from './text-style.ts'
import { Unwritable } from './unwritable.ts'
import type { ValueStyle } from './value-style.ts'

const DAYS_TO_2000 = 10957
const none = asciiOf('')
/** A length of -1. */
const ABSENT = Uint8Array.of(255, 255, 255, 255)

const plainText: ValueStyle = {
  text: textStyle({
    specialCharacters: '\0',
    special() {
      throw new Unwritable('Postgres cannot store the character NUL in text')
    },
  }),
  null: none,
  true: asciiOf('true'),
  false: asciiOf('false'),
  bareOpen: none,
  nonFinite: (value) => asciiOf(String(value)),
  calendar: 'postgres',
  bytes: { open: none, close: none, write: (_sink, position) => position },
  json: 'text',
  list: jsonListText,
}

/** The writer of one column of a batch. */
export function fieldWriter(sink: ByteSink, vector: Vector, databaseType: string): FieldWriter {
  if (!copyBinarySupports(vector.type, databaseType)) {
    throw new Unwritable(`${vector.type} values cannot be written as ${databaseType}`, 'Use text COPY for this table.')
  }
  const { bound, write } = presentWriter(sink, vector, databaseType)
  const nulls = vector.nulls
  if (nulls === undefined || !nulls.includes(1)) return { bound, write }
  return { bound: Math.max(bound, 4), write: choiceWriter(sink, nulls, ABSENT, [write]) }
}

function presentWriter(sink: ByteSink, vector: Vector, databaseType: string): FieldWriter {
  const element = elementTypeOf(databaseType)
  if (element !== undefined) return arrayWriter(sink, listOf(vector), element)
  switch (databaseType) {
    case 'smallint':
      return fixed(sink, 2, writeInt16, wholeNumbers(vector, -0x8000, 0x7fff, databaseType))
    case 'integer':
      return fixed(sink, 4, writeInt32, wholeNumbers(vector, -0x80000000, 0x7fffffff, databaseType))
    case 'bigint':
      return int64Writer(sink, vector)
    case 'real':
      return fixed(sink, 4, writeFloat32, numbers(vector))
    case 'double precision':
      return fixed(sink, 8, writeFloat64, numbers(vector))
    case 'numeric':
      return numericWriter(sink, vector)
    case 'boolean':
      return fixed(sink, 1, writeByte, numbers(vector))
    case 'date':
      return dateWriter(sink, vector)
    case 'time without time zone':
      return wideWriter(sink, micros(vector))
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return instantWriter(sink, vector)
    case 'uuid':
      return uuidWriter(sink, vector)
    case 'bytea':
      return bytesWriter(sink, vector)
    case 'vector':
      return vectorWriter(sink, listOf(vector))
    case 'jsonb':
      return framed(sink, columnWriter(sink, vector, plainText), JSONB_VERSION)
    default:
      if (vector.type === 'pick') return pickWriter(sink, vector)
      return framed(sink, columnWriter(sink, vector, plainText), none)
  }
}

/** Words whose length is known before they are copied. */
function pickWriter(sink: ByteSink, vector: PickVector): FieldWriter {
  const { indices, dictionary } = vector
  const { inner, specials } = styledWords(plainText.text, dictionary)
  if (specials !== undefined) return framed(sink, columnWriter(sink, vector, plainText), none)
  const { bytes, offsets, longest } = inner
  return {
    bound: longest + 4,
    write: withStatement('binaryWord', [indices, bytes, offsets, longest], (row, position) => {
      const word = indices[row]!
      const start = offsets[word]!
      const end = offsets[word + 1]!
      return copyWords(sink.view, writeInt32(sink.view, position, end - start), bytes, start, end)
    }),
  }
}

const JSONB_VERSION = Uint8Array.of(1)

/** What a column writer writes, behind a prefix, with the length of both before it. */
function framed(sink: ByteSink, column: ColumnWriter, prefix: Uint8Array): FieldWriter {
  const { bound, pieces } = column
  return {
    bound: bound + 4 + prefix.length + constantLength(pieces),
    write: framedWriter(sink, [prefix, ...pieces]),
  }
}

function fixed(
  sink: ByteSink,
  size: number,
  write: (view: DataView, position: number, value: number) => number,
  read: (row: number) => number,
): FieldWriter {
  return {
    bound: size + 4,
    write: (row, position) => {
      const value = read(row)
      const view = sink.view
      return write(view, writeInt32(view, position, size), value)
    },
  }
}

function writeByte(view: DataView, position: number, value: number): number {
  view.setUint8(position, value)
  return position + 1
}

function dateWriter(sink: ByteSink, vector: Vector): FieldWriter {
  if (vector.type !== 'date') return wrongVector(vector)
  const { days } = vector
  return {
    bound: 8,
    write: withStatement('binaryDate', [days], (row, position) => {
      const day = days[row]!
      // The ends of the range stand for infinities, here as there.
      const sent = day === 0x7fffffff || day === -0x80000000 ? day : day - DAYS_TO_2000
      return writeInt32(sink.view, writeInt32(sink.view, position, 4), sent)
    }),
  }
}

function instantWriter(sink: ByteSink, vector: Vector): FieldWriter {
  const values = micros(vector)
  return {
    bound: 12,
    write: withStatement('binaryInstant', [values], (row, position) =>
      writeInstant(sink.view, writeInt32(sink.view, position, 8), values[row]!),
    ),
  }
}

function micros(vector: Vector): Float64Array {
  return vector.type === 'time' || vector.type === 'timestamp' ? vector.micros : wrongVector(vector)
}

/** Whole numbers that a double holds, in 64 bits. */
function wideWriter(sink: ByteSink, values: Float64Array): FieldWriter {
  return {
    bound: 12,
    write: withStatement('binaryInt64', [values], (row, position) =>
      writeInt64Of(sink.view, writeInt32(sink.view, position, 8), values[row]!),
    ),
  }
}

function int64Writer(sink: ByteSink, vector: Vector): FieldWriter {
  if (vector.type === 'int') return wideWriter(sink, vector.values)
  if (vector.type !== 'bigint') return fixed(sink, 8, writeInt64Of, numbers(vector))
  const { words, high, low } = halves(vector.values)
  return {
    bound: 12,
    write: (row, position) => {
      const view = sink.view
      const at = writeInt32(view, writeInt32(view, position, 8), words[row * 2 + high]!)
      return writeInt32(view, at, words[row * 2 + low]!)
    },
  }
}

function uuidWriter(sink: ByteSink, vector: Vector): FieldWriter {
  if (vector.type !== 'uuid') return wrongVector(vector)
  const { words } = vector
  return {
    bound: 20,
    write: withStatement('binaryUuid', [words], (row, position) => {
      const view = sink.view
      let at = writeInt32(view, position, 16)
      for (let i = row * 4; i < row * 4 + 4; i++) at = writeInt32(view, at, words[i]!)
      return at
    }),
  }
}

function bytesWriter(sink: ByteSink, vector: Vector): FieldWriter {
  if (vector.type !== 'bytes') return wrongVector(vector)
  const { values } = vector
  return {
    bound: 4,
    write: (row, position) => {
      const value = values[row]!
      sink.reserve(position, value.length + 4)
      return writeAll(sink.bytes, writeInt32(sink.view, position, value.length), value)
    },
  }
}

function listOf(vector: Vector): ListVector {
  return vector.type === 'list' ? vector : wrongVector(vector)
}

function arrayWriter(sink: ByteSink, { values }: ListVector, elementType: string): FieldWriter {
  return {
    bound: 4,
    write: (row, position) => {
      const { dimensions, leaves } = flattenLists(values[row]!)
      const isEmpty = dimensions.includes(0)
      sink.reserve(position, 16 + dimensions.length * 8)
      let at = writeInt32(sink.view, position + 4, isEmpty ? 0 : dimensions.length)
      at = writeInt32(sink.view, at, leaves.some(({ nulls }) => nulls?.includes(1)) ? 1 : 0)
      at = writeInt32(sink.view, at, typeIds[elementType]!)
      if (!isEmpty) {
        for (const size of dimensions) at = writeInt32(sink.view, writeInt32(sink.view, at, size), 1)
        for (const leaf of leaves) at = writeElements(sink, at, leaf, elementType)
      }
      writeInt32(sink.view, position, at - position - 4)
      return at
    },
  }
}

function writeElements(sink: ByteSink, position: number, elements: Vector, elementType: string): number {
  const { bound, write } = fieldWriter(sink, elements, elementType)
  let at = position
  for (let i = 0; i < elements.length; i++) {
    sink.reserve(at, bound)
    at = write(i, at)
  }
  return at
}

/** pgvector: the number of dimensions, two unused bytes, a 32-bit float each. */
function vectorWriter(sink: ByteSink, { values }: ListVector): FieldWriter {
  return {
    bound: 4,
    write: (row, position) => {
      const elements = values[row]!
      if (elements.nulls?.includes(1)) throw new Unwritable('a vector holds an absent number')
      sink.reserve(position, 8 + elements.length * 4)
      const view = sink.view
      const read = numbers(elements)
      let at = writeInt32(view, position, 4 + elements.length * 4)
      at = writeInt16(view, writeInt16(view, at, elements.length), 0)
      for (let i = 0; i < elements.length; i++) at = writeFloat32(view, at, read(i))
      return at
    },
  }
}
