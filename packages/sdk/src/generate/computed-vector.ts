import type { Vector } from '../model/batch.ts'
import { type Exact, rescale, toFloat } from '../model/expression/exact.ts'
import type { Operand, Value } from '../model/expression/value.ts'
import { writeText } from '../model/expression/write-text.ts'
import type { FieldDefinition, FieldType } from '../model/schema.ts'
import { mapFloat64, mapInt32, mapUint8 } from '../random/map.ts'

/** The results of an expression as a vector of the field's type. */
export function computedVector(field: FieldDefinition, result: Operand, length: number): Vector {
  const nulls = new Uint8Array(length)
  const values: Value[] = new Array(length)
  let absent = false
  for (let row = 0; row < length; row++) {
    const value = result.at(row)
    values[row] = value
    if (value === null) {
      nulls[row] = 1
      absent = true
    }
  }
  return { ...present(field, result, values), ...(absent ? { nulls } : {}) }
}

function present(field: FieldDefinition, result: Operand, values: readonly Value[]): Vector {
  const length = values.length
  const type = field.type ?? typeOf(result)
  switch (type) {
    case 'integer':
      return { type: 'int', length, values: mapFloat64(values, (value) => scaled(value, result, 0)) }
    case 'decimal': {
      const scale = field.scale ?? result.scale
      return {
        type: 'decimal',
        length,
        scale,
        unscaled: mapFloat64(values, (value) => scaled(value, result, scale)),
      }
    }
    case 'float':
      return {
        type: 'float',
        length,
        values: mapFloat64(values, (value) => (isExact(value) ? toFloat(value, result.scale) : 0)),
      }
    case 'boolean':
      return {
        type: 'bool',
        length,
        values: mapUint8(values, (value) => (value === true || value === 1 ? 1 : 0)),
      }
    case 'date':
      return {
        type: 'date',
        length,
        days: mapInt32(values, (value) => Math.floor(Number(value) / (isTimestamp(result) ? MICROS_PER_DAY : 1))),
      }
    case 'time':
      return { type: 'time', length, micros: Float64Array.from(values, Number) }
    case 'timestamp':
    case 'timestamptz': {
      const factor = result.type === 'date' ? MICROS_PER_DAY : 1
      return {
        type: 'timestamp',
        length,
        zoned: type === 'timestamptz',
        micros: mapFloat64(values, (value) => Number(value) * factor),
      }
    }
    case 'text':
    case 'uuid':
    case 'json':
    case 'bytes':
    case 'list':
      return {
        type: 'text',
        length,
        values: values.map((value) => (value === null ? '' : writeText(value, result, 'postgres'))),
      }
  }
}

const MICROS_PER_DAY = 86_400_000_000

function isTimestamp({ type }: Operand): boolean {
  return type === 'timestamp' || type === 'timestamptz'
}

function isExact(value: Value): value is Exact {
  return typeof value === 'number' || typeof value === 'bigint'
}

function scaled(value: Value, result: Operand, scale: number): number {
  if (!isExact(value)) return value === true ? 10 ** scale : 0
  if (result.type === 'float') return Math.round(Number(value) * 10 ** scale)
  return Number(rescale(value, result.scale, scale))
}

function typeOf(result: Operand): FieldType {
  switch (result.type) {
    case 'interval':
    case 'literal':
    case 'null':
    case 'any':
      return 'text'
    default:
      return result.type
  }
}
