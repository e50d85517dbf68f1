import type { Vector } from '../model/batch.ts'
import { type Cell, collect } from './collect.ts'
import { elementTypeOf, typeIds } from './copy-binary-types.ts'
import { parseJsonExact } from './json-parse.ts'
import { NotOfItsType } from './malformed.ts'

/** Gathers the fields of one column of a binary COPY. */
export interface BinaryColumn {
  /** The bytes of a field, valid only during the call. */
  add(field: Buffer): void
  addNull(): void
  /** The vector of all that was added since the last time. */
  take(): Vector
}

/** How a field of one type is read; undefined where its bytes are no value of it. */
interface BinaryType<T> {
  readonly name: string
  readonly read: (field: Buffer) => T | undefined
  readonly collect: (cells: readonly Cell<T>[]) => Vector
}

function binaryColumn<T>(type: BinaryType<T>): BinaryColumn {
  let cells: Cell<T>[] = []
  return {
    add(field) {
      const value = type.read(field)
      if (value === undefined) throw new NotOfItsType(type.name)
      cells.push(value)
    },
    addNull: () => void cells.push(null),
    take() {
      const vector = type.collect(cells)
      cells = []
      return vector
    },
  }
}

const MICROS_TO_2000 = 946_684_800_000_000n
const DAYS_TO_2000 = 10957
const greatest = 2n ** 63n - 1n

/** Reads fields of exactly that many bytes. */
const sized =
  <T>(size: number, read: (field: Buffer) => T) =>
  (field: Buffer): T | undefined =>
    field.length === size ? read(field) : undefined

function micros(field: Buffer): number {
  const value = field.readBigInt64BE()
  if (value === greatest) return Number.POSITIVE_INFINITY
  return value === -greatest - 1n ? Number.NEGATIVE_INFINITY : Number(value + MICROS_TO_2000)
}

function days(field: Buffer): number {
  const value = field.readInt32BE()
  return value === 0x7fffffff || value === -0x80000000 ? value : value + DAYS_TO_2000
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function textOf(field: Buffer): string | undefined {
  try {
    return utf8.decode(field)
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined
    throw thrown
  }
}

function jsonOf(text: string | undefined): { readonly value: unknown } | undefined {
  const value = text === undefined ? undefined : parseJsonExact(text)
  return value === undefined ? undefined : { value }
}

const specialSigns = new Map([
  [0xc000, 'NaN'],
  [0xd000, 'Infinity'],
  [0xf000, '-Infinity'],
])

/** The digits of a numeric field, as Postgres would write them. */
function numericText(field: Buffer): string | undefined {
  if (field.length < 8) return undefined
  const groups = field.readInt16BE(0)
  const weight = field.readInt16BE(2)
  const sign = field.readUInt16BE(4)
  const scale = field.readUInt16BE(6)
  if (groups < 0 || field.length !== 8 + groups * 2) return undefined
  const special = specialSigns.get(sign)
  if (special !== undefined) return special
  const group = (i: number) => String(i >= 0 && i < groups ? field.readInt16BE(8 + i * 2) : 0).padStart(4, '0')
  let whole = ''
  for (let i = 0; i <= weight; i++) whole += group(i)
  let fraction = ''
  for (let i = weight + 1; fraction.length < scale; i++) fraction += group(i)
  const shown = whole.replace(/^0+/, '') || '0'
  return `${sign === 0 ? '' : '-'}${shown}${scale > 0 ? `.${fraction.slice(0, scale)}` : ''}`
}

const text: BinaryType<string> = { name: 'text', read: textOf, collect: collect.text }
const float = (name: string, size: number, read: (field: Buffer) => number): BinaryType<number> => ({
  name,
  read: sized(size, read),
  collect: collect.float,
})
const instant = (name: string, zoned: boolean): BinaryType<number> => ({
  name,
  read: sized(8, micros),
  collect: collect.timestamp(zoned),
})

const binaryColumns: Readonly<Record<string, () => BinaryColumn>> = {
  smallint: () =>
    binaryColumn({ name: 'smallint', read: sized(2, (field) => field.readInt16BE()), collect: collect.int }),
  integer: () =>
    binaryColumn({ name: 'integer', read: sized(4, (field) => field.readInt32BE()), collect: collect.int }),
  bigint: () =>
    binaryColumn({ name: 'bigint', read: sized(8, (field) => field.readBigInt64BE()), collect: collect.bigint }),
  real: () => binaryColumn(float('real', 4, (field) => field.readFloatBE())),
  'double precision': () => binaryColumn(float('double precision', 8, (field) => field.readDoubleBE())),
  numeric: () => binaryColumn({ name: 'numeric', read: numericText, collect: collect.decimal }),
  boolean: () => binaryColumn({ name: 'boolean', read: sized(1, (field) => field[0] !== 0), collect: collect.bool }),
  date: () => binaryColumn({ name: 'date', read: sized(4, days), collect: collect.date }),
  'time without time zone': () =>
    binaryColumn({ name: 'time', read: sized(8, (field) => Number(field.readBigInt64BE())), collect: collect.time }),
  'timestamp without time zone': () => binaryColumn(instant('timestamp', false)),
  'timestamp with time zone': () => binaryColumn(instant('timestamptz', true)),
  uuid: () =>
    binaryColumn({
      name: 'uuid',
      read: sized(16, (field) => [0, 4, 8, 12].map((at) => field.readUInt32BE(at))),
      collect: collect.uuid,
    }),
  bytea: () => binaryColumn({ name: 'bytea', read: (field) => new Uint8Array(field), collect: collect.bytes }),
  json: () => binaryColumn({ name: 'json', read: (field) => jsonOf(textOf(field)), collect: collect.json }),
  jsonb: () =>
    binaryColumn({
      name: 'jsonb',
      read: (field) => (field[0] === 1 ? jsonOf(textOf(field.subarray(1))) : undefined),
      collect: collect.json,
    }),
  vector: () => binaryColumn({ name: 'vector', read: vectorOf, collect: collect.list }),
}

/** A column of that type. Text, enums and whatever else Postgres sends as text are read as text. */
export function binaryColumnOf(databaseType: string): BinaryColumn {
  const element = elementTypeOf(databaseType)
  if (element !== undefined) {
    return binaryColumn({ name: databaseType, read: (field) => arrayOf(field, element), collect: collect.list })
  }
  if (Object.hasOwn(binaryColumns, databaseType)) return binaryColumns[databaseType]!()
  return binaryColumn(text)
}

function vectorOf(field: Buffer): Vector | undefined {
  if (field.length < 4 || field.length !== 4 + field.readInt16BE(0) * 4) return undefined
  return collect.float(Array.from({ length: field.readInt16BE(0) }, (_, i) => field.readFloatBE(4 + i * 4)))
}

function arrayOf(field: Buffer, elementType: string): Vector | undefined {
  if (field.length < 12 || field.readInt32BE(8) !== typeIds[elementType]) return undefined
  const dimensions = field.readInt32BE(0)
  if (dimensions < 0 || dimensions > 6 || field.length < 12 + dimensions * 8) return undefined
  if (dimensions === 0) return binaryColumnOf(elementType).take()
  const sizes = Array.from({ length: dimensions }, (_, i) => field.readInt32BE(12 + i * 8))
  const reader = new ArrayReader(field, 12 + dimensions * 8, elementType)
  const vector = reader.level(sizes)
  return reader.isAtEnd() ? vector : undefined
}

class ArrayReader {
  readonly #field: Buffer
  readonly #elementType: string
  #at: number

  constructor(field: Buffer, at: number, elementType: string) {
    this.#field = field
    this.#at = at
    this.#elementType = elementType
  }

  isAtEnd(): boolean {
    return this.#at === this.#field.length
  }

  level([size = 0, ...inner]: readonly number[]): Vector {
    if (inner.length > 0) return collect.list(Array.from({ length: size }, () => this.level(inner)))
    const column = binaryColumnOf(this.#elementType)
    for (let i = 0; i < size; i++) this.#element(column)
    return column.take()
  }

  #element(column: BinaryColumn): void {
    if (this.#at + 4 > this.#field.length) throw new NotOfItsType(`${this.#elementType}[]`)
    const length = this.#field.readInt32BE(this.#at)
    this.#at += 4
    if (length < 0) column.addNull()
    else {
      if (this.#at + length > this.#field.length) throw new NotOfItsType(`${this.#elementType}[]`)
      column.add(this.#field.subarray(this.#at, this.#at + length))
      this.#at += length
    }
  }
}
