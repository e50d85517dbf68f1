import type { SchemaElement, SchemaTree, TimeUnit } from 'hyparquet'
import type { Vector } from '../model/batch.ts'
import { type Cell, collect } from './collect.ts'
import { parseJsonExact } from './json-parse.ts'
import { NotOfItsType } from './malformed.ts'

/** Makes a vector of the values of a column as the reader gives them; null and undefined are absent. */
export type CellCollector = (values: readonly unknown[]) => Vector

/** How a leaf of the schema is read: as which element, so that nothing rounds or guesses, and into which vector. */
interface Leaf {
  readonly element: SchemaElement
  readonly collect: CellCollector
}

/** Every present value through `read`; one that `read` does not know is malformed. */
function cells<T>(name: string, values: readonly unknown[], read: (value: unknown) => T | undefined): Cell<T>[] {
  return values.map((value) => {
    if (value === null || value === undefined) return null
    const cell = read(value)
    if (cell === undefined) throw new NotOfItsType(name)
    return cell
  })
}

const collector =
  <T>(
    name: string,
    read: (value: unknown) => T | undefined,
    make: (found: readonly Cell<T>[]) => Vector,
  ): CellCollector =>
  (values) =>
    make(cells(name, values, read))

const asNumber = (value: unknown) =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined
const asBigint = (value: unknown) =>
  typeof value === 'number' || typeof value === 'bigint' ? BigInt(value) : undefined
const asText = (value: unknown) => (typeof value === 'string' ? value : undefined)
const asBytes = (value: unknown) => (value instanceof Uint8Array ? value.slice() : undefined)

/** The leaf of a schema element. */
export function leafOf(element: SchemaElement): Leaf {
  const { name, type, type_length, repetition_type, converted_type: converted, logical_type: logical } = element
  const bare: SchemaElement = { name, ...optional('type', type), ...optional('type_length', type_length) }
  if (repetition_type !== undefined) bare.repetition_type = repetition_type
  const as = (collect: CellCollector, changed: SchemaElement = bare): Leaf => ({ element: changed, collect })
  const utf8: SchemaElement = { ...bare, converted_type: 'UTF8' }
  if (type === 'BOOLEAN') return as(collector('boolean', (v) => (typeof v === 'boolean' ? v : undefined), collect.bool))
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0)
    return as(collector('decimal', (value) => decimalText(value, scale), collect.decimal))
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return as(collector('date', asNumber, collect.date))
  const unit = unitOf(element)
  if (unit !== undefined && isTime(element)) return as(collector('time', microsOf(unit), collect.time))
  if (unit !== undefined) {
    const zoned = logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : converted !== undefined
    return as(collector('timestamp', microsOf(unit), collect.timestamp(zoned)))
  }
  if (logical?.type === 'UUID') return as(collector('uuid', uuidWords, collect.uuid))
  if (converted === 'JSON' || logical?.type === 'JSON') return as(collector('json', jsonCell, collect.json), utf8)
  if (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING' || logical?.type === 'ENUM') {
    return as(collector('text', asText, collect.text), utf8)
  }
  if (type === 'FLOAT' || type === 'DOUBLE') return as(collector('number', asNumber, collect.float))
  if (logical?.type === 'FLOAT16') return as(collector('number', asNumber, collect.float), element)
  if (type === 'INT32' || type === 'INT64') return as(wholeNumbers, element)
  return as(collector('bytes', asBytes, collect.bytes))
}

function optional<K extends string, V>(key: K, value: V | undefined): { [name in K]?: V } {
  const found: { [name in K]?: V } = {}
  if (value !== undefined) found[key] = value
  return found
}

const isTime = ({ converted_type, logical_type }: SchemaElement) =>
  logical_type?.type === 'TIME' || converted_type === 'TIME_MILLIS' || converted_type === 'TIME_MICROS'

/** The unit of a time or timestamp; undefined where the element is neither. */
function unitOf({ type, converted_type, logical_type }: SchemaElement): TimeUnit | undefined {
  if (logical_type?.type === 'TIME' || logical_type?.type === 'TIMESTAMP') return logical_type.unit
  if (converted_type === 'TIME_MILLIS' || converted_type === 'TIMESTAMP_MILLIS') return 'MILLIS'
  if (converted_type === 'TIME_MICROS' || converted_type === 'TIMESTAMP_MICROS') return 'MICROS'
  return type === 'INT96' ? 'NANOS' : undefined
}

const microsOf = (unit: TimeUnit) => (value: unknown) => {
  const count = asBigint(value)
  if (count === undefined) return undefined
  // Rounded down, also before 1970.
  if (unit === 'NANOS') return Number((count - (((count % 1000n) + 1000n) % 1000n)) / 1000n)
  return Number(count) * (unit === 'MILLIS' ? 1000 : 1)
}

/** Whole numbers: int where each is within 2^53, bigint within 2^63, else text. */
function wholeNumbers(values: readonly unknown[]): Vector {
  const found = cells('number', values, (value) =>
    typeof value === 'number' || typeof value === 'bigint' ? value : undefined,
  )
  if (found.every((value) => value === null || Number.isSafeInteger(Number(value)))) {
    return collect.int(found.map((value) => (value === null ? null : Number(value))))
  }
  if (found.every((value) => value === null || BigInt.asIntN(64, BigInt(value)) === BigInt(value))) {
    return collect.bigint(found.map((value) => (value === null ? null : BigInt(value))))
  }
  return collect.text(found.map((value) => (value === null ? null : String(value))))
}

function uuidWords(value: unknown): readonly number[] | undefined {
  if (!(value instanceof Uint8Array) || value.length !== 16) return undefined
  const view = new DataView(value.buffer, value.byteOffset, 16)
  return [0, 4, 8, 12].map((at) => view.getUint32(at))
}

function jsonCell(value: unknown): { readonly value: unknown } | undefined {
  const parsed = typeof value === 'string' ? parseJsonExact(value) : undefined
  return parsed === undefined ? undefined : { value: parsed }
}

function decimalText(value: unknown, scale: number): string | undefined {
  const unscaled = value instanceof Uint8Array ? bigEndian(value) : asBigint(value)
  if (unscaled === undefined) return undefined
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${fraction}`
}

function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return BigInt.asIntN(bytes.length * 8, value)
}

/** What stands inside of a LIST; undefined where the node is no list of one kind of value. */
function listElement({ element, children }: SchemaTree): SchemaTree | undefined {
  const [repeated, ...others] = children
  if (element.converted_type !== 'LIST' || repeated === undefined || others.length > 0) return undefined
  if (repeated.children.length === 0) return repeated
  return repeated.children.length === 1 ? repeated.children[0] : undefined
}

/** Whether a column is a value or a list of values of any depth; else it is a structure. */
export function isPlainColumn(tree: SchemaTree): boolean {
  if (tree.children.length === 0) return tree.element.repetition_type !== 'REPEATED'
  const element = listElement(tree)
  return element !== undefined && (element.children.length === 0 || isPlainColumn(element))
}

/** The collector of a plain column. */
export function collectorOf(tree: SchemaTree): CellCollector {
  const element = listElement(tree)
  if (element === undefined) return leafOf(tree.element).collect
  const inner = collectorOf(element)
  return collector('list', (value) => (Array.isArray(value) ? inner(value) : undefined), collect.list)
}
