import fc from 'fast-check'
import type { Batch, Column, ConstVector, Dictionary, Vector } from '../model/batch.ts'

/** Batches for property tests: every vector, with nulls and the values at the edges of its type. */

const utf8 = new TextEncoder()

/** A dictionary of these words; plain where it may be said of all of them. */
export function dictionaryOf(words: readonly string[]): Dictionary {
  const encoded = words.map((word) => utf8.encode(word))
  const offsets = new Uint32Array(words.length + 1)
  encoded.forEach((bytes, i) => {
    offsets[i + 1] = offsets[i]! + bytes.length
  })
  return {
    words,
    bytes: Uint8Array.from(encoded.flatMap((bytes) => [...bytes])),
    offsets,
    plain: words.every((word) => /^[\p{L}\p{Nd} \-_.@:/+]*$/u.test(word)),
  }
}

export function constOf(text: string, length: number): ConstVector {
  return { type: 'const', length, text, bytes: utf8.encode(text), plain: /^[\w @.-]*$/.test(text) }
}

/** Any text that Unicode allows, with the characters that formats trip over made likely. */
const awkward = fc.constantFrom(
  '"',
  "'",
  '\\',
  ',',
  '\n',
  '\r',
  '\t',
  '&',
  '<',
  ']]>',
  '\\N',
  'NULL',
  '{',
  '=',
  '\u2028',
)
export const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 1 })), maxLength: 8 }),
)
/** With what databases refuse and XML has no characters for. */
export const rawText = fc.oneof(anyText, fc.constantFrom('\0', '\u0001b', '\ufffe', '\uffff', '\ufeffmark', '\u007f'))
/** The text as UTF-8 holds it: lone surrogates are U+FFFD. */
export const wellFormed = (text: string): string => Buffer.from(text).toString()

/** Text that every format and database can hold. */
export const storableText = anyText.map((text) => wellFormed(text.replaceAll('\0', '')))

const nullable = fc.option(fc.array(fc.constantFrom(0, 1), { minLength: 64, maxLength: 64 }), { nil: undefined })

/** Microseconds of the years 1 to 9999, as far as a double holds them one by one. */
const micros = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1_000_000),
)

const bigints = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -9n, max: 9n }))
const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })

type Make = (length: number, text: fc.Arbitrary<string>) => fc.Arbitrary<Vector>

const several = <T>(length: number, one: fc.Arbitrary<T>) => fc.array(one, { minLength: length, maxLength: length })

/** By vector type. */
export const vectorArbitraries: Readonly<Record<Vector['type'], Make>> = {
  int: (length) =>
    several(length, fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 }))).map((values) => ({
      type: 'int',
      length,
      values: Float64Array.from(values),
    })),
  bigint: (length) =>
    several(length, bigints).map((values) => ({ type: 'bigint', length, values: BigInt64Array.from(values) })),
  float: (length) =>
    several(length, fc.oneof(doubles, fc.constantFrom(0.1, -2.5, 1e21, 1e-7, 123.456, 5e-324))).map((values) => ({
      type: 'float',
      length,
      values: Float64Array.from(values),
    })),
  decimal: (length) =>
    fc
      .tuple(several(length, fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -999, max: 999 }))), fc.nat({ max: 20 }))
      .map(([values, scale]) => ({
        type: 'decimal',
        length,
        unscaled: Float64Array.from(values),
        scale,
      })),
  bool: (length) =>
    several(length, fc.nat({ max: 1 })).map((values) => ({ type: 'bool', length, values: Uint8Array.from(values) })),
  date: (length) =>
    several(length, fc.integer({ min: -719162, max: 2932896 })).map((days) => ({
      type: 'date',
      length,
      days: Int32Array.from(days),
    })),
  time: (length) =>
    several(
      length,
      fc.nat({ max: 86_399 }).chain((s) => fc.constantFrom(0, 1, 500_000, 999_999).map((u) => s * 1e6 + u)),
    ).map((values) => ({ type: 'time', length, micros: Float64Array.from(values) })),
  timestamp: (length) =>
    fc.tuple(several(length, micros), fc.boolean()).map(([values, zoned]) => ({
      type: 'timestamp',
      length,
      micros: Float64Array.from(values),
      zoned,
    })),
  uuid: (length) =>
    several(length * 4, fc.integer()).map((words) => ({ type: 'uuid', length, words: Uint32Array.from(words) })),
  pick: (length, text) =>
    fc.array(text, { minLength: 1, maxLength: 5 }).chain((words) =>
      several(length, fc.nat({ max: words.length - 1 })).map((indices) => ({
        type: 'pick',
        length,
        indices: Int32Array.from(indices),
        dictionary: dictionaryOf(words),
      })),
    ),
  concat: (length, text) =>
    fc
      .array(
        fc.oneof(
          vectorArbitraries.pick(length, fc.oneof(text, fc.stringMatching(/^[a-z]{0,3}$/))),
          vectorArbitraries.int(length, text),
          vectorArbitraries.text(length, text),
          text.map((constant) => constOf(constant, length)),
        ),
        { maxLength: 4 },
      )
      .map((parts) => ({ type: 'concat', length, parts: parts.filter(isPart) })),
  text: (length, text) => several(length, text).map((values) => ({ type: 'text', length, values })),
  bytes: (length) =>
    several(length, fc.uint8Array({ maxLength: 9 })).map((values) => ({
      type: 'bytes',
      length,
      values: values.map((value) => new Uint8Array(value)),
    })),
  json: (length, text) => several(length, jsonValue(text)).map((values) => ({ type: 'json', length, values })),
  list: (length, text) =>
    fc.constantFrom('int', 'text', 'bool', 'float', 'uuid', 'date', 'decimal').chain((type) =>
      several(
        length,
        fc.nat({ max: 3 }).chain((size) => withNulls(vectorArbitraries[type](size, text))),
      ).map((values) => ({ type: 'list', length, values: alike(values) })),
    ),
}

function isPart(vector: Vector | ConstVector): vector is Extract<Vector, { type: 'concat' }>['parts'][number] {
  return vector.type === 'pick' || vector.type === 'int' || vector.type === 'text' || vector.type === 'const'
}

/** Lists of one column share their scale, as a column has one type. */
function alike(vectors: readonly Vector[]): readonly Vector[] {
  return vectors.map((vector) => (vector.type === 'decimal' ? { ...vector, scale: 2 } : vector))
}

/** JSON values without -0, which JSON text does not keep apart from 0. */
function jsonValue(text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(2n ** 60n),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }).map((members) => ({ ...members })),
    ),
  }))
  return value
}

function withNulls(vector: fc.Arbitrary<Vector>): fc.Arbitrary<Vector> {
  return fc
    .tuple(vector, nullable)
    .map(([made, nulls]) =>
      nulls === undefined ? made : { ...made, nulls: Uint8Array.from(nulls.slice(0, made.length)) },
    )
}

interface BatchOptions {
  readonly types?: readonly Vector['type'][]
  readonly text?: fc.Arbitrary<string>
}

const allTypes = Object.keys(vectorArbitraries).filter(isVectorType)

function isVectorType(name: string): name is Vector['type'] {
  return Object.hasOwn(vectorArbitraries, name)
}

/** A batch with one column of each of some types, by name of the type and its place. */
export function batchArbitrary({ types = allTypes, text = rawText }: BatchOptions = {}): fc.Arbitrary<Batch> {
  return fc
    .tuple(fc.nat({ max: 12 }), fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 5 }))
    .chain(([length, chosen]) =>
      fc.tuple(...chosen.map((type) => withNulls(vectorArbitraries[type](length, text)))).map((vectors) => ({
        entity: 'things',
        firstRow: 0,
        length,
        columns: vectors.map((vector, i): Column => ({ name: `${chosen[i]}_${i}`, vector })),
      })),
    )
}

/** Rows start to end of a vector. */
function sliceVector(vector: Vector, start: number, end: number): Vector {
  const length = end - start
  const nulls = vector.nulls?.slice(start, end)
  const base = nulls === undefined ? { length } : { length, nulls }
  switch (vector.type) {
    case 'int':
    case 'float':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'bigint':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'decimal':
      return { ...vector, ...base, unscaled: vector.unscaled.slice(start, end) }
    case 'bool':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'date':
      return { ...vector, ...base, days: vector.days.slice(start, end) }
    case 'time':
    case 'timestamp':
      return { ...vector, ...base, micros: vector.micros.slice(start, end) }
    case 'uuid':
      return { ...vector, ...base, words: vector.words.slice(start * 4, end * 4) }
    case 'pick':
      return { ...vector, ...base, indices: vector.indices.slice(start, end) }
    case 'concat':
      return { ...vector, ...base, parts: vector.parts.map((part) => slicePart(part, start, end)) }
    case 'text':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'bytes':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'json':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
    case 'list':
      return { ...vector, ...base, values: vector.values.slice(start, end) }
  }
}

type ConcatPart = Extract<Vector, { type: 'concat' }>['parts'][number]

function slicePart(part: ConcatPart, start: number, end: number): ConcatPart {
  if (part.type === 'const') return { ...part, length: end - start }
  const sliced = sliceVector(part, start, end)
  return isPart(sliced) ? sliced : part
}

/** Rows start to end of a batch. */
export function sliceBatch(batch: Batch, start: number, end: number): Batch {
  return {
    ...batch,
    firstRow: batch.firstRow + start,
    length: end - start,
    columns: batch.columns.map(({ name, vector }) => ({ name, vector: sliceVector(vector, start, end) })),
  }
}

/** The rows of a batch again and again, until there are so many. */
export function repeatBatch(batch: Batch, length: number): Batch {
  const rows = Array.from({ length }, (_, row) => row % batch.length)
  return {
    ...batch,
    length,
    columns: batch.columns.map(({ name, vector }) => ({ name, vector: vectorOfRows(vector, rows) })),
  }
}

function vectorOfRows(vector: Vector, rows: readonly number[]): Vector {
  const { nulls } = vector
  const base = { length: rows.length, ...(nulls ? { nulls: Uint8Array.from(rows, (row) => nulls[row]!) } : {}) }
  switch (vector.type) {
    case 'int':
    case 'float':
      return { ...vector, ...base, values: Float64Array.from(rows, (row) => vector.values[row]!) }
    case 'bigint':
      return { ...vector, ...base, values: BigInt64Array.from(rows.map((row) => vector.values[row]!)) }
    case 'decimal':
      return { ...vector, ...base, unscaled: Float64Array.from(rows, (row) => vector.unscaled[row]!) }
    case 'bool':
      return { ...vector, ...base, values: Uint8Array.from(rows, (row) => vector.values[row]!) }
    case 'date':
      return { ...vector, ...base, days: Int32Array.from(rows, (row) => vector.days[row]!) }
    case 'time':
    case 'timestamp':
      return { ...vector, ...base, micros: Float64Array.from(rows, (row) => vector.micros[row]!) }
    case 'uuid':
      return {
        ...vector,
        ...base,
        words: Uint32Array.from(rows.flatMap((row) => [...vector.words.subarray(row * 4, row * 4 + 4)])),
      }
    case 'pick':
      return { ...vector, ...base, indices: Int32Array.from(rows, (row) => vector.indices[row]!) }
    case 'concat':
      return { ...vector, ...base, parts: vector.parts.map((part) => partOfRows(part, rows)) }
    case 'text':
      return { ...vector, ...base, values: rows.map((row) => vector.values[row]!) }
    case 'bytes':
      return { ...vector, ...base, values: rows.map((row) => vector.values[row]!) }
    case 'json':
      return { ...vector, ...base, values: rows.map((row) => vector.values[row]) }
    case 'list':
      return { ...vector, ...base, values: rows.map((row) => vector.values[row]!) }
  }
}

function partOfRows(part: ConcatPart, rows: readonly number[]): ConcatPart {
  if (part.type === 'const') return { ...part, length: rows.length }
  const repeated = vectorOfRows(part, rows)
  return isPart(repeated) ? repeated : part
}
