import type { Batch, Column, Vector } from '../model/batch.ts'
import { type Cell, collect } from './collect.ts'
import { type ColumnReader, columnReaderOf } from './column-type.ts'
import type { ColumnShape } from './contract.ts'
import { placed } from './malformed.ts'

/**
 * Row objects as a batch. With `columns`, those columns in that order; where one has a `databaseType`, its values are
 * read as that type: 'YYYY-MM-DD' as a date, digits as a numeric, anything at all as json.
 * Without, the columns are the names of all rows in the order of first sight, and the vector follows from the values:
 * numbers → int where all are whole, else float; bigint (and numbers among them) → bigint; boolean → bool;
 * Date → timestamp; Uint8Array → bytes; string → text; arrays of values of one such type → list; all else → json.
 * A name that a row does not have, null and undefined are absent.
 */
export function batchOf(
  entity: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly ColumnShape[] = namesOf(rows).map((name) => ({ name })),
  firstRow = 0,
): Batch {
  return {
    entity,
    firstRow,
    length: rows.length,
    columns: columns.map(({ name, databaseType }): Column => {
      const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null))
      if (databaseType === undefined) return { name, vector: vectorOf(values) }
      return { name, vector: typedVector(values, columnReaderOf(databaseType), `${entity}.${name}`, firstRow) }
    }),
  }
}

function namesOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(rows.flatMap(Object.keys))]
}

function typedVector(values: readonly unknown[], reader: ColumnReader, column: string, firstRow: number): Vector {
  values.forEach((value, i) => {
    if (value === null) reader.addNull()
    else
      placed(
        'rows',
        () => `${column}, row ${firstRow + i}`,
        () => reader.addValue(value),
      )
  })
  return reader.take()
}

const isInt = (value: unknown): value is number => Number.isSafeInteger(value) && !Object.is(value, -0)
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isWhole = (value: unknown): value is number | bigint =>
  isInt(value) || (typeof value === 'bigint' && BigInt.asIntN(64, value) === value)
const isBool = (value: unknown): value is boolean => typeof value === 'boolean'
const isDate = (value: unknown): value is Date => value instanceof Date && !Number.isNaN(value.getTime())
const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array
const isText = (value: unknown): value is string => typeof value === 'string'
const isArray = (value: unknown): value is readonly unknown[] => Array.isArray(value)

type Maker = (values: readonly unknown[]) => Vector

/** Makes a vector of values that are all `T` or null, or says that they are not. */
function maker<T>(is: (value: unknown) => value is T, make: (cells: readonly Cell<T>[]) => Vector) {
  return (values: readonly unknown[]): Vector | undefined => {
    const cells: Cell<T>[] = []
    for (const value of values) {
      if (value !== null && !is(value)) return undefined
      cells.push(value)
    }
    return make(cells)
  }
}

const mapCells = <T, U>(cells: readonly Cell<T>[], map: (value: T) => U): Cell<U>[] =>
  cells.map((cell) => (cell === null ? null : map(cell)))

/** From narrow to wide: the first that takes all values is the one. */
const scalarMakers = [
  maker(isText, collect.text),
  maker(isInt, collect.int),
  maker(isNumber, collect.float),
  maker(isWhole, (cells) => collect.bigint(mapCells(cells, BigInt))),
  maker(isBool, collect.bool),
  maker(isDate, (cells) => collect.timestamp(true)(mapCells(cells, (date) => date.getTime() * 1000))),
  maker(isBytes, collect.bytes),
]

const jsonOf: Maker = (values) => collect.json(mapCells(values, (value) => ({ value })))

/** The narrowest vector that holds all of the values; null is an absent one. */
function vectorOf(values: readonly unknown[]): Vector {
  return (makerOf(values) ?? jsonOf)(values)
}

function makerOf(values: readonly unknown[]): Maker | undefined {
  const scalar = scalarMakers.find((make) => make(values) !== undefined)
  if (scalar !== undefined) return (some) => scalar(some) ?? jsonOf(some)
  if (!values.every((value) => value === null || isArray(value))) return undefined
  const items = (list: readonly unknown[]) => list.map((item) => item ?? null)
  const lists = values.filter(isArray).map(items)
  const element = makerOf(lists.flat())
  if (element === undefined) return undefined
  return (some) => collect.list(some.map((list) => (isArray(list) ? element(items(list)) : null)))
}
