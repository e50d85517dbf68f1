import type { Batch, Vector } from '../model/batch.ts'
import type { ColumnShape } from './contract.ts'
import { decimalText } from './expected-text.ts'
import { valueAt } from './row-objects.ts'

/** For tests of COPY: the type that keeps a vector as it is, and values so exact that nothing lost is overlooked. */

const typeOfVector: Readonly<Record<Exclude<Vector['type'], 'timestamp' | 'list'>, string>> = {
  int: 'bigint',
  bigint: 'bigint',
  float: 'double precision',
  decimal: 'numeric',
  bool: 'boolean',
  date: 'date',
  time: 'time without time zone',
  uuid: 'uuid',
  pick: 'text',
  concat: 'character varying',
  text: 'text',
  bytes: 'bytea',
  json: 'json',
}

function postgresType(vector: Vector): string {
  if (vector.type === 'timestamp') return `timestamp ${vector.zoned ? 'with' : 'without'} time zone`
  if (vector.type !== 'list') return typeOfVector[vector.type]
  const element = vector.values[0]
  return `${element === undefined ? 'text' : postgresType(element)}[]`
}

export const postgresTypes = (batch: Batch): ColumnShape[] =>
  batch.columns.map(({ name, vector }) => ({ name, databaseType: postgresType(vector) }))

/** A value by which two vectors that hold the same are equal: microseconds and all digits, whichever vector it is. */
function exactAt(vector: Vector, row: number): unknown {
  if (vector.nulls?.[row] === 1) return null
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return BigInt(vector.values[row]!)
    case 'decimal':
      return decimalText(BigInt(vector.unscaled[row]!), vector.scale)
    case 'date':
      return vector.days[row]
    case 'time':
    case 'timestamp':
      return vector.micros[row]
    case 'list': {
      const elements = vector.values[row]!
      return Array.from({ length: elements.length }, (_, i) => exactAt(elements, i))
    }
    default:
      return valueAt(vector, row)
  }
}

/** The rows of a batch by `exactAt`. A decimal that came back as text, as it did not fit, is its text. */
export const exactRows = (batch: Batch): unknown[][] =>
  Array.from({ length: batch.length }, (_, row) => batch.columns.map(({ vector }) => exactAt(vector, row)))
