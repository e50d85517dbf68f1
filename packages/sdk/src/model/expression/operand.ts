import type { ConcatVector, Vector } from '../batch.ts'
import { microsPerDay } from '../calendar.ts'
import type { FieldDefinition } from '../schema.ts'
import { decimalOf, rescale } from './exact.ts'
import { hexOfText, readText } from './read-text.ts'
import { shapeOfField } from './shape.ts'
import { type Operand, type Shape, shapeOf, type Value } from './value.ts'

/** Reads the vector of a batch, row by row, without building row objects. */
export function operandOfVector(vector: Vector): Operand {
  const { nulls } = vector
  const { shape, at } = present(vector)
  return { ...shape, at: nulls ? (row) => (nulls[row] === 1 ? null : at(row)) : at }
}

function present(vector: Vector): { shape: Shape; at: (row: number) => Value } {
  switch (vector.type) {
    case 'int':
    case 'float': {
      const { values } = vector
      return { shape: shapeOf(vector.type === 'int' ? 'integer' : 'float'), at: (row) => values[row]! }
    }
    case 'bigint': {
      const { values } = vector
      return { shape: shapeOf('integer'), at: (row) => exactBigInt(values[row]!) }
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      return { shape: shapeOf('decimal', scale), at: (row) => unscaled[row]! }
    }
    case 'bool': {
      const { values } = vector
      return { shape: shapeOf('boolean'), at: (row) => values[row] === 1 }
    }
    case 'date': {
      const { days } = vector
      return { shape: shapeOf('date'), at: (row) => days[row]! }
    }
    case 'time':
    case 'timestamp': {
      const { micros } = vector
      const zoned = vector.type === 'timestamp' && vector.zoned
      return { shape: shapeOf(zoned ? 'timestamptz' : vector.type), at: (row) => micros[row]! }
    }
    case 'uuid': {
      const { words } = vector
      return { shape: shapeOf('uuid'), at: (row) => uuidText(words, row) }
    }
    case 'pick':
    case 'text':
    case 'concat':
      return { shape: shapeOf('text'), at: textReader(vector) }
    case 'bytes': {
      const { values } = vector
      return { shape: shapeOf('bytes'), at: (row) => hexOfBytes(values[row]!) }
    }
    case 'json': {
      const { values } = vector
      return { shape: shapeOf('json'), at: (row) => ({ json: values[row] }) }
    }
    case 'list':
      return lists(vector.values)
  }
}

type TextualVector = Extract<Vector, { type: 'pick' | 'text' | 'concat' }> | ConcatVector['parts'][number]

function textReader(vector: TextualVector): (row: number) => string {
  switch (vector.type) {
    case 'pick': {
      const { indices, dictionary } = vector
      const { words } = dictionary
      return (row) => words[indices[row]!]!
    }
    case 'text': {
      const { values } = vector
      return (row) => values[row]!
    }
    case 'int': {
      const { values } = vector
      return (row) => String(values[row]!)
    }
    case 'const': {
      const { text } = vector
      return () => text
    }
    case 'concat': {
      const parts = vector.parts.map(textReader)
      return (row) => {
        let text = ''
        for (const part of parts) text += part(row)
        return text
      }
    }
  }
}

/** Of every list the shape of its elements is that of the first list that has one, which all of them share. */
function lists(values: readonly Vector[]): { shape: Shape; at: (row: number) => Value } {
  const operands = values.map(operandOfVector)
  const { type, scale, element } = operands.find((_, row) => values[row]!.length > 0) ?? shapeOf('any')
  return {
    shape: { type: 'list', scale: 0, element: { type, scale, element } },
    at: (row) => Array.from({ length: values[row]!.length }, (_, i) => operands[row]!.at(i)),
  }
}

function exactBigInt(value: bigint): number | bigint {
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function uuidText(words: Uint32Array, row: number): string {
  let digits = ''
  for (let i = row * 4; i < row * 4 + 4; i++) digits += words[i]!.toString(16).padStart(8, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`
}

function hexOfBytes(bytes: Uint8Array): string {
  let digits = ''
  for (const byte of bytes) digits += byte.toString(16).padStart(2, '0')
  return digits
}

/**
 * Reads values as row objects hold them: numbers, numeric text, Date, ISO text, Uint8Array, and plain objects for JSON.
 * A value that is not of the field's type is a fault of the row, as it would be in a database.
 */
export function operandOfField(
  field: Pick<FieldDefinition, 'type' | 'scale'>,
  valueAt: (row: number) => unknown,
): Operand {
  const shape = shapeOfField(field.type, field.scale ?? 6)
  return { ...shape, at: (row) => valueIn(valueAt(row), shape) }
}

function valueIn(value: unknown, shape: Shape): Value {
  if (value === null || value === undefined) return null
  if (shape.type === 'json') return { json: value }
  if (value instanceof Date) return ofDate(value, shape)
  if (value instanceof Uint8Array) return hexOfBytes(value)
  if (Array.isArray(value)) return value.map((part) => valueIn(part, shape.element ?? shapeOf('any')))
  switch (typeof value) {
    case 'string':
      return shape.type === 'any' ? value : ofText(value, shape)
    case 'bigint':
      return rescale(exactBigInt(value), 0, shape.scale)
    case 'number':
      return ofNumber(value, shape)
    case 'boolean':
      return value
    default:
      return { json: value }
  }
}

function ofText(text: string, shape: Shape): Value {
  return shape.type === 'bytes' && !text.startsWith('\\x') ? hexOfText(text) : readText(text, shape)
}

function ofDate(value: Date, shape: Shape): Value {
  const micros = value.getTime() * 1000
  if (shape.type === 'date') return Math.floor(micros / microsPerDay)
  return shape.type === 'text' ? value.toISOString() : micros
}

function ofNumber(value: number, shape: Shape): Value {
  if (shape.type === 'text') return String(value)
  if (shape.type === 'boolean') return value !== 0
  if (shape.type !== 'decimal') return value
  if (Number.isSafeInteger(value)) return rescale(value, 0, shape.scale)
  const decimal = decimalOf(value)
  return decimal ? rescale(decimal.unscaled, decimal.scale, shape.scale) : value
}
