import { byteCellsOf } from '../../formats/byte-cells.ts'
import { parseDate, parseTime, parseTimestamp } from '../../formats/calendar-parse.ts'
import { type Cell, collect } from '../../formats/collect.ts'
import { valueReader } from '../../formats/row-objects.ts'
import { typedCells } from '../../formats/typed-cells.ts'
import type { Vector } from '../../model/batch.ts'
import type { FieldType } from '../../model/schema.ts'

/**
 * The values of a vector as a vector of that type; undefined where one of them is none of its values, as data is judged
 * as it is. Text is read as what it says; 0 and 1 count as truths where `truths` says so.
 */
export function typedVector(vector: Vector, type: FieldType, truths = false): Vector | undefined {
  if (isOfType(vector, type)) return vector
  const read = ofBytes(vector, type)
  if (read !== undefined) return read
  switch (type) {
    case 'integer':
      return smallIntegers(vector) ?? readAll(vector, whole, collectWhole)
    case 'decimal':
      return readAll(vector, digits, (cells) => collect.decimal(cells))
    case 'float':
      return readAll(vector, floating, (cells) => collect.float(cells))
    case 'boolean':
      return readAll(vector, truths ? numericTruth : truth, (cells) => collect.bool(cells))
    case 'date':
      return readAll(vector, ofText(parseDate), (cells) => collect.date(cells))
    case 'time':
      return readAll(vector, ofText(parseTime), (cells) => collect.time(cells))
    case 'timestamp':
    case 'timestamptz':
      return readAll(vector, moment, collect.timestamp(type === 'timestamptz'))
    case 'text':
    case 'uuid':
    case 'json':
    case 'bytes':
    case 'list':
      return undefined
  }
}

/** Of CSV, the usual spelling of a type without making strings of it. */
function ofBytes(vector: Vector, type: FieldType): Vector | undefined {
  const cells = byteCellsOf(vector)
  if (cells === undefined) return undefined
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'date':
      return typedCells[type](cells)
    case 'timestamp':
    case 'timestamptz':
      return typedCells.timestamp(cells, type === 'timestamptz')
    default:
      return undefined
  }
}

function isOfType({ type }: Vector, wanted: FieldType): boolean {
  switch (wanted) {
    case 'integer':
      return type === 'int' || type === 'bigint'
    case 'decimal':
    case 'float':
      return type === wanted
    case 'boolean':
      return type === 'bool'
    case 'text':
      return type === 'text' || type === 'pick' || type === 'concat'
    case 'timestamptz':
      return type === 'timestamp'
    default:
      return type === wanted
  }
}

/** Texts of a few digits, which most whole numbers are. */
function smallIntegers(vector: Vector): Vector | undefined {
  if (vector.type !== 'text') return undefined
  const { values: texts, nulls, length } = vector
  const values = new Float64Array(length)
  for (let row = 0; row < length; row++) {
    if (nulls?.[row] === 1) continue
    const text = texts[row] ?? ''
    if (!smallInteger.test(text)) return undefined
    values[row] = Number(text)
  }
  return { type: 'int', length, values, nulls }
}

const smallInteger = /^-?\d{1,15}$/

function readAll<T>(
  vector: Vector,
  read: (value: unknown) => T | undefined,
  make: (cells: readonly Cell<T>[]) => Vector,
): Vector | undefined {
  const valueAt = valueReader(vector)
  const cells: Cell<T>[] = []
  for (let row = 0; row < vector.length; row++) {
    const value = valueAt(row)
    const cell = value === null ? null : read(value)
    if (cell === undefined) return undefined
    cells.push(cell)
  }
  return make(cells)
}

const ofText =
  <T>(parse: (text: string) => T | undefined) =>
  (value: unknown): T | undefined =>
    typeof value === 'string' ? parse(value) : undefined

function whole(value: unknown): bigint | number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : undefined
  if (typeof value !== 'string' || !/^[+-]?\d{1,19}$/.test(value)) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : whole(BigInt(value.replace('+', '')))
}

function collectWhole(cells: readonly Cell<bigint | number>[]): Vector {
  const small: Cell<number>[] = []
  for (const cell of cells) {
    if (typeof cell === 'bigint') return collect.bigint(cells.map((one) => (one === null ? null : BigInt(one))))
    small.push(cell)
  }
  return collect.int(small)
}

const digitsPattern = /^-?\d+(\.\d+)?$/

function digits(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value
  return typeof text === 'string' && digitsPattern.test(text) ? text : undefined
}

const floatPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const nonFinite = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function floating(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'string') return undefined
  return floatPattern.test(value) ? Number(value) : nonFinite.get(value)
}

const truthWords = new Map([
  ['true', true],
  ['t', true],
  ['false', false],
  ['f', false],
])

function truth(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? truthWords.get(value.toLowerCase()) : undefined
}

function numericTruth(value: unknown): boolean | undefined {
  return value === 0 || value === 1 ? value === 1 : truth(value)
}

/** Of a date alone, its midnight. */
function moment(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime() * 1000
  if (typeof value !== 'string') return undefined
  const micros = parseTimestamp(value)?.micros
  if (micros !== undefined) return micros
  const days = parseDate(value)
  return days === undefined ? undefined : days * 86_400_000_000
}
