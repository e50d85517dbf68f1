import type { Vector } from '../model/batch.ts'
import { parseDate, parseTime, parseTimestamp } from './calendar-parse.ts'
import { type Cell, collect } from './collect.ts'
import { parseJsonExact } from './json-parse.ts'
import { NotOfItsType } from './malformed.ts'
import { parsePostgresArray } from './postgres-array-parse.ts'

/**
 * How the values of one database type are read and gathered into a vector. T is what a value is on the way: day
 * numbers, microseconds, words of a uuid.
 */
export interface ColumnType<T> {
  readonly name: string
  /** From Postgres's text of it; undefined where it is none. */
  readonly parse: (text: string) => T | undefined
  /** From a JavaScript value; undefined where it is none. */
  readonly convert: (value: unknown) => T | undefined
  readonly collect: (cells: readonly Cell<T>[]) => Vector
}

/** Gathers one column, value by value. */
export interface ColumnReader {
  readonly length: number
  addNull(): void
  addText(text: string): void
  addValue(value: unknown): void
  /** The vector of all that was added since the last time. */
  take(): Vector
}

function columnReader<T>(type: ColumnType<T>): ColumnReader {
  let cells: Cell<T>[] = []
  const add = (value: T | undefined) => {
    if (value === undefined) throw new NotOfItsType(type.name)
    cells.push(value)
  }
  return {
    get length() {
      return cells.length
    },
    addNull: () => void cells.push(null),
    addText: (text) => add(type.parse(text)),
    addValue: (value) => add(type.convert(value)),
    take() {
      const vector = type.collect(cells)
      cells = []
      return vector
    },
  }
}

/** From a text as `parse` reads it, from anything else as `other` does. */
const textOr =
  <T>(parse: (text: string) => T | undefined, other: (value: unknown) => T | undefined = () => undefined) =>
  (value: unknown): T | undefined =>
    typeof value === 'string' ? parse(value) : other(value)

function wholeBetween(name: string, least: number, most: number): ColumnType<number> {
  const inRange = (value: number) => (value >= least && value <= most && Number.isInteger(value) ? value : undefined)
  const parse = (text: string) => (/^[+-]?\d{1,10}$/.test(text) ? inRange(Number(text)) : undefined)
  return { name, parse, convert: textOr(parse, (value) => inRange(numberOf(value))), collect: collect.int }
}

/** A number or bigint as a number, anything else as NaN. */
function numberOf(value: unknown): number {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN
}

function int64(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined
}

const parseBigint = (text: string) => (/^[+-]?\d{1,19}$/.test(text) ? int64(BigInt(text.replace('+', ''))) : undefined)

const bigintType: ColumnType<bigint> = {
  name: 'bigint',
  parse: parseBigint,
  convert: textOr(parseBigint, (value) => {
    if (typeof value === 'bigint') return int64(value)
    return Number.isInteger(value) ? int64(BigInt(Number(value))) : undefined
  }),
  collect: collect.bigint,
}

const floatPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const nonFinite = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
const parseFloating = (text: string) => (floatPattern.test(text) ? Number(text) : nonFinite.get(text))
const isNumeric = (value: unknown) => typeof value === 'number' || typeof value === 'bigint'

const float: ColumnType<number> = {
  name: 'double precision',
  parse: parseFloating,
  convert: textOr(parseFloating, (value) => (isNumeric(value) ? numberOf(value) : undefined)),
  collect: collect.float,
}

const parseNumeric = (text: string) => (floatPattern.test(text) || nonFinite.has(text) ? text : undefined)

const decimal: ColumnType<string> = {
  name: 'numeric',
  parse: parseNumeric,
  convert: textOr(parseNumeric, (value) => (isNumeric(value) ? String(value) : undefined)),
  collect: collect.decimal,
}

const truths = new Map(
  Object.entries({ t: true, true: true, y: true, yes: true, on: true, '1': true }).concat(
    Object.entries({ f: false, false: false, n: false, no: false, off: false, '0': false }),
  ),
)

const parseTruth = (text: string) => truths.get(text.toLowerCase())

const bool: ColumnType<boolean> = {
  name: 'boolean',
  parse: parseTruth,
  convert: textOr(parseTruth, (value) => (typeof value === 'boolean' ? value : undefined)),
  collect: collect.bool,
}

const microsOf = (date: Date): number | undefined => (Number.isNaN(date.getTime()) ? undefined : date.getTime() * 1000)

const parseDay = (text: string) => parseDate(text) ?? dayOf(parseTimestamp(text)?.micros)

const date: ColumnType<number> = {
  name: 'date',
  parse: parseDay,
  convert: textOr(parseDay, (value) => (value instanceof Date ? dayOf(microsOf(value)) : undefined)),
  collect: collect.date,
}

function dayOf(micros: number | undefined): number | undefined {
  return micros === undefined || !Number.isFinite(micros) ? undefined : Math.floor(micros / 86_400_000_000)
}

const time: ColumnType<number> = {
  name: 'time',
  parse: parseTime,
  convert: textOr(parseTime),
  collect: collect.time,
}

const parseInstant = (text: string) => parseTimestamp(text)?.micros ?? midnightOf(parseDate(text))

const timestamp = (name: string, zoned: boolean): ColumnType<number> => ({
  name,
  parse: parseInstant,
  convert: textOr(parseInstant, (value) => (value instanceof Date ? microsOf(value) : undefined)),
  collect: collect.timestamp(zoned),
})

function midnightOf(days: number | undefined): number | undefined {
  return days === undefined ? undefined : days * 86_400_000_000
}

const uuid: ColumnType<readonly number[]> = {
  name: 'uuid',
  parse: parseUuid,
  convert: textOr(parseUuid),
  collect: collect.uuid,
}

/** The four words of a uuid, or undefined where it is none. */
function parseUuid(text: string): readonly number[] | undefined {
  if (!/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)) return undefined
  const digits = text.replaceAll('-', '')
  return [0, 8, 16, 24].map((start) => Number.parseInt(digits.slice(start, start + 8), 16))
}

const parseHex = (text: string) =>
  /^\\x([0-9a-f]{2})*$/i.test(text) ? new Uint8Array(Buffer.from(text.slice(2), 'hex')) : undefined

const bytes: ColumnType<Uint8Array> = {
  name: 'bytea',
  parse: parseHex,
  convert: textOr(parseHex, (value) => (value instanceof Uint8Array ? value : undefined)),
  collect: collect.bytes,
}

const textType: ColumnType<string> = {
  name: 'text',
  parse: (text) => text,
  convert: textOr(
    (text) => text,
    (value) => (isNumeric(value) || typeof value === 'boolean' ? String(value) : undefined),
  ),
  collect: collect.text,
}

/** A text that COPY holds is JSON text; a JavaScript string is a JSON string. */
const json: ColumnType<{ readonly value: unknown }> = {
  name: 'json',
  parse(text) {
    const value = parseJsonExact(text)
    return value === undefined ? undefined : { value }
  },
  convert: (value) => ({ value }),
  collect: collect.json,
}

function list<T>(element: ColumnType<T>): ColumnType<Vector> {
  const gather = (items: readonly unknown[], read: (item: unknown) => T | undefined): Vector | undefined => {
    if (items.some(Array.isArray)) {
      const lists = items.map((item) => (Array.isArray(item) ? gather(item, read) : undefined))
      return isWhole(lists) ? collect.list(lists) : undefined
    }
    const cells = items.map((item) => (item === null || item === undefined ? null : read(item)))
    return isWhole(cells) ? element.collect(cells) : undefined
  }
  return {
    name: `${element.name}[]`,
    parse(text) {
      const items = parsePostgresArray(text)
      return items && gather(items, (item) => (typeof item === 'string' ? element.parse(item) : undefined))
    },
    convert: (value) => (Array.isArray(value) ? gather(value, element.convert) : undefined),
    collect: collect.list,
  }
}

function isWhole<T>(cells: readonly (T | undefined)[]): cells is readonly T[] {
  return !cells.includes(undefined)
}

const scalars = {
  smallint: wholeBetween('smallint', -0x8000, 0x7fff),
  integer: wholeBetween('integer', -0x80000000, 0x7fffffff),
  bigint: bigintType,
  real: float,
  'double precision': float,
  numeric: decimal,
  boolean: bool,
  date,
  'time without time zone': time,
  'timestamp without time zone': timestamp('timestamp', false),
  'timestamp with time zone': timestamp('timestamptz', true),
  uuid,
  bytea: bytes,
  json,
  jsonb: json,
} as const

type Scalar = (typeof scalars)[keyof typeof scalars]

const isScalar = (databaseType: string): databaseType is keyof typeof scalars => Object.hasOwn(scalars, databaseType)

/** A reader for a column of this type. A type that is not known here is text, as Postgres writes it. */
export function columnReaderOf(databaseType: string | undefined): ColumnReader {
  if (databaseType === undefined) return columnReader(textType)
  if (databaseType === 'vector' || databaseType === 'halfvec') return columnReader(list(float))
  if (databaseType.endsWith('[]')) {
    const element = databaseType.slice(0, -2)
    return isScalar(element) ? listReader(scalars[element]) : columnReader(list(textType))
  }
  return isScalar(databaseType) ? scalarReader(scalars[databaseType]) : columnReader(textType)
}

/** `columnReader` of one member of the union: which one it is does not matter to who reads through it. */
function scalarReader(type: Scalar): ColumnReader {
  return columnReader(type as ColumnType<unknown>)
}

/** As `scalarReader`, of lists of it. */
function listReader(type: Scalar): ColumnReader {
  return columnReader(list(type as ColumnType<unknown>))
}
