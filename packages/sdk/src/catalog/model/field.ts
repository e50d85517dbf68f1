import type { FieldHint } from '../../generate/infer-field.ts'
import type { FieldDefinition, FieldType } from '../../model/schema.ts'
import type { Column, Sequence } from '../definition.ts'
import type { Fillable } from './collect.ts'
import { type ColumnShape, columnShape } from './column-shape.ts'
import { columnLimit } from './limits.ts'

/** What is known of a column's values before anybody guesses; null where nothing is known of its type. */
export function hintOf(fillable: Fillable, column: Column, sequences: ReadonlyMap<string, Sequence>): FieldHint | null {
  const shape = columnShape(column.type)
  if (shape === null) return null
  const limit = columnLimit(fillable, column)
  const numeric = shape.type === 'integer' || shape.type === 'decimal' || shape.type === 'float'
  const end = (text: string | undefined) => (text === undefined || !numeric ? text : Number(text))
  return {
    name: column.name,
    entity: fillable.table.name,
    ...ofShape(shape),
    unique: fillable.keys.some(({ columns }) => columns.length === 1 && columns[0] === column.name),
    nullable: !isNotNull(fillable, column),
    ...(limit?.values === undefined ? {} : { values: limit.values.map((value) => (numeric ? Number(value) : value)) }),
    ...(limit?.min === undefined ? {} : { min: end(limit.min) }),
    ...(limit?.max === undefined ? {} : { max: end(limit.max) }),
    ...numbered(column, sequences),
    ...(column.comment === null ? {} : { description: column.comment }),
  }
}

function ofShape(shape: ColumnShape): Omit<FieldHint, 'name'> {
  const { element, vector, ...rest } = shape
  return {
    ...rest,
    ...(element === undefined ? {} : { element: ofShape(element) }),
    ...(vector === undefined ? {} : { dimensions: vector }),
  }
}

/** Identity, serial and rowid columns are written like others, so that keys that refer to them are known beforehand. */
function numbered(column: Column, sequences: ReadonlyMap<string, Sequence>): Pick<FieldHint, 'sequence'> {
  if (column.sequence === null) return column.rowidAlias ? { sequence: { start: 1, step: 1 } } : {}
  const sequence = sequences.get(JSON.stringify([column.sequence.schema, column.sequence.name]))
  return { sequence: { start: Number(sequence?.start ?? 1), step: Number(sequence?.increment ?? 1) } }
}

export function isNotNull(fillable: Fillable, column: Column): boolean {
  if (column.notNull || columnLimit(fillable, column)?.notNull) return true
  if (fillable.keys.some((key) => key.primary && key.columns.includes(column.name))) return true
  return column.type.kind === 'domain' && domainNotNull(column.type)
}

function domainNotNull(type: Column['type']): boolean {
  return type.kind === 'domain' && (type.notNull || domainNotNull(type.base))
}

/** The field without what is inferred. */
export function bareField(fillable: Fillable, column: Column, type: FieldType, shape: ColumnShape): FieldDefinition {
  const sometimesEqual = fillable.keys.some((key) => key.nullsNotDistinct && key.columns.includes(column.name))
  const nullable = !isNotNull(fillable, column)
  return {
    name: column.name,
    type,
    databaseType: column.databaseType,
    ...(nullable ? { nullable: true } : {}),
    ...(nullable && sometimesEqual ? { nullRate: 0 } : {}),
    ...(fillable.keys.some((key) => !key.primary && key.columns.length === 1 && key.columns[0] === column.name) ? { unique: true } : {}),
    ...(shape.maxLength === undefined ? {} : { maxLength: shape.maxLength }),
    ...(shape.precision === undefined ? {} : { precision: shape.precision }),
    ...(shape.scale === undefined ? {} : { scale: shape.scale }),
    ...(column.comment === null ? {} : { description: column.comment }),
  }
}
