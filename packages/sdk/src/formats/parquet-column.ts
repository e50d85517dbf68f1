import type { SchemaElement } from 'hyparquet'
import type { DecimalVector, Vector } from '../model/batch.ts'
import { concatText } from './concat-writer.ts'
import { writeDecimal } from './digits.ts'
import { jsonText } from './json-text.ts'
import { valueReader } from './row-objects.ts'
import { Unwritable } from './unwritable.ts'

/** What a column of a Parquet file is, fixed by the first vector that shows it. */
export type ParquetKind =
  | { readonly type: 'int64' | 'double' | 'boolean' | 'date' | 'time' | 'uuid' | 'string' | 'bytes' | 'json' }
  | { readonly type: 'decimal'; readonly scale: number }
  | { readonly type: 'timestamp'; readonly zoned: boolean }
  | { readonly type: 'list'; readonly element: ParquetKind }

/** A value as the writer takes it. */
export type ParquetCell = string | number | bigint | boolean | Uint8Array | null | readonly ParquetCell[]

/** The most digits behind the point that a Parquet decimal has. */
const WIDEST_SCALE = 38
/** Decimals of up to 18 digits are 64-bit whole numbers. */
const INT64_DIGITS = 18

const text: ParquetKind = { type: 'string' }

/** The kind of a vector; undefined where it shows none: lists without any elements, texts that are all absent. */
export function kindOfVector(vector: Vector): ParquetKind | undefined {
  if (vector.type === 'text' && vector.length > 0 && !(vector.nulls ?? [0]).includes(0)) return undefined
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return { type: 'int64' }
    case 'float':
      return { type: 'double' }
    case 'decimal':
      return vector.scale <= WIDEST_SCALE ? { type: 'decimal', scale: vector.scale } : text
    case 'bool':
      return { type: 'boolean' }
    case 'timestamp':
      return { type: 'timestamp', zoned: vector.zoned }
    case 'date':
    case 'time':
    case 'uuid':
    case 'bytes':
    case 'json':
      return { type: vector.type }
    case 'pick':
    case 'concat':
    case 'text':
      return text
    case 'list': {
      const shown = vector.values.filter(({ length }, i) => length > 0 && vector.nulls?.[i] !== 1)
      const kinds = shown.map(kindOfVector).filter((kind) => kind !== undefined)
      return kinds.length === 0 ? undefined : { type: 'list', element: widest(kinds) }
    }
  }
}

/** Decimals of several scales meet in the greatest. */
function widest(kinds: readonly ParquetKind[]): ParquetKind {
  const scales = kinds.map((kind) => (kind.type === 'decimal' ? kind.scale : 0))
  const [first = text] = kinds
  return first.type === 'decimal' ? { type: 'decimal', scale: Math.max(...scales) } : first
}

/** The kind of a column that no row has shown, by its database type. */
export function kindOfDatabaseType(databaseType: string | undefined): ParquetKind {
  switch (databaseType) {
    case 'smallint':
    case 'integer':
    case 'bigint':
      return { type: 'int64' }
    case 'real':
    case 'double precision':
      return { type: 'double' }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
    case 'uuid':
      return { type: databaseType }
    case 'time without time zone':
      return { type: 'time' }
    case 'timestamp without time zone':
    case 'timestamp with time zone':
      return { type: 'timestamp', zoned: databaseType === 'timestamp with time zone' }
    case 'bytea':
      return { type: 'bytes' }
    case 'json':
    case 'jsonb':
      return { type: 'json' }
    default:
      if (databaseType?.endsWith('[]')) return { type: 'list', element: kindOfDatabaseType(databaseType.slice(0, -2)) }
      return text
  }
}

/** The schema of a column. Every column may hold nulls. */
export function schemaOf(name: string, kind: ParquetKind): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const
  switch (kind.type) {
    case 'int64':
      return [{ ...optional, type: 'INT64' }]
    case 'double':
      return [{ ...optional, type: 'DOUBLE' }]
    case 'boolean':
      return [{ ...optional, type: 'BOOLEAN' }]
    case 'date':
      return [{ ...optional, type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } }]
    case 'time':
      return [{ ...optional, type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'MICROS' } }]
    case 'timestamp': {
      const { zoned } = kind
      const logical = { type: 'TIMESTAMP', isAdjustedToUTC: zoned, unit: 'MICROS' } as const
      // The older annotation always means an instant.
      const converted = zoned ? ({ converted_type: 'TIMESTAMP_MICROS' } as const) : {}
      return [{ ...optional, type: 'INT64', logical_type: logical, ...converted }]
    }
    case 'uuid':
      return [{ ...optional, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } }]
    case 'string':
      return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } }]
    case 'bytes':
      return [{ ...optional, type: 'BYTE_ARRAY' }]
    case 'json':
      return [{ ...optional, type: 'BYTE_ARRAY', logical_type: { type: 'JSON' } }]
    case 'decimal': {
      const fits = kind.scale <= INT64_DIGITS
      const precision = fits ? INT64_DIGITS : WIDEST_SCALE
      const physical = fits
        ? ({ type: 'INT64' } as const)
        : ({ type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16 } as const)
      const { scale } = kind
      const logical = { type: 'DECIMAL', precision, scale } as const
      return [{ ...optional, ...physical, converted_type: 'DECIMAL', precision, scale, logical_type: logical }]
    }
    case 'list':
      return [
        { ...optional, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...schemaOf('element', kind.element),
      ]
  }
}

const utf8 = new TextEncoder()

/** The values of a vector for a column of that kind. A string column takes any values, as their text. */
export function cellsOf(vector: Vector, kind: ParquetKind): ParquetCell[] {
  const read = cellReader(vector, kind)
  const { nulls } = vector
  return Array.from({ length: vector.length }, (_, row) => (nulls?.[row] === 1 ? null : read(row)))
}

function cellReader(vector: Vector, kind: ParquetKind): (row: number) => ParquetCell {
  const wrong = () => {
    throw new Unwritable(`${vector.type} values follow on other ones in a column of type ${kind.type}`)
  }
  switch (kind.type) {
    case 'int64':
      return vector.type === 'int' || vector.type === 'bigint' ? (row) => BigInt(vector.values[row]!) : wrong
    case 'double':
      return vector.type === 'float' || vector.type === 'int' ? (row) => vector.values[row]! : wrong
    case 'boolean':
      return vector.type === 'bool' ? (row) => vector.values[row] !== 0 : wrong
    case 'date':
      return vector.type === 'date' ? (row) => vector.days[row]! : wrong
    case 'time':
      return vector.type === 'time' ? (row) => BigInt(vector.micros[row]!) : wrong
    case 'timestamp':
      return vector.type === 'timestamp' && vector.zoned === kind.zoned ? (row) => instant(vector.micros[row]!) : wrong
    case 'uuid':
      return vector.type === 'uuid' ? (row) => uuidBytes(vector.words, row) : wrong
    case 'bytes':
      return vector.type === 'bytes' ? (row) => vector.values[row]! : wrong
    case 'json':
      return vector.type === 'json' ? (row) => utf8.encode(jsonText(vector.values[row])) : wrong
    case 'decimal':
      return vector.type === 'decimal' && vector.scale <= kind.scale ? decimalReader(vector, kind.scale) : wrong
    case 'string':
      return textReader(vector)
    case 'list':
      return vector.type === 'list' ? (row) => cellsOf(vector.values[row]!, kind.element) : wrong
  }
}

function instant(micros: number): bigint {
  if (Number.isFinite(micros)) return BigInt(micros)
  throw new Unwritable('Parquet has no infinite timestamp')
}

function decimalReader({ unscaled, scale }: DecimalVector, wanted: number): (row: number) => bigint {
  const factor = 10n ** BigInt(wanted - scale)
  return (row) => BigInt(unscaled[row]!) * factor
}

const scratch = Buffer.alloc(128)
const view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length)

function decimalText({ unscaled, scale }: DecimalVector, row: number): string {
  return scratch.toString('latin1', 0, writeDecimal(view, 0, unscaled[row]!, scale))
}

function uuidBytes(words: Uint32Array, row: number): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < 4; i++) view.setUint32(i * 4, words[row * 4 + i]!)
  return bytes
}

function textReader(vector: Vector): (row: number) => string {
  if (vector.type === 'concat') return (row) => concatText(vector, row)
  // As a value it would lose the zeros at its end, which are what the scale is then known by.
  if (vector.type === 'decimal') return (row) => decimalText(vector, row)
  const read = valueReader(vector)
  return (row) => {
    const value = read(row)
    if (typeof value === 'string') return value
    if (value instanceof Date) return value.toISOString()
    return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : jsonText(value)
  }
}
