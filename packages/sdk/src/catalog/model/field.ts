import type { FieldHint } from '../../generate/field-hint.ts'
import type { Domain } from '../../model/expression/domain.ts'
import type { FieldDefinition, FieldType } from '../../model/schema.ts'
import type { Column, Sequence } from '../definition.ts'
import type { Ruled } from './checks.ts'
import { type ColumnShape, columnShape } from './column-shape.ts'
import { narrowed } from './narrowed.ts'

/** What is known of a column's values before anybody guesses; null where nothing is known of its type. */
export function hintOf(
  ruled: Ruled,
  column: Column,
  sequences: ReadonlyMap<string, Sequence>,
  comment: string | undefined,
): FieldHint | null {
  const shape = columnShape(column.type)
  if (shape === null) return null
  return {
    name: column.name,
    entity: ruled.table.name,
    ...ofShape(shape, ruled.domains.get(column.name), ruled.elements.get(column.name)),
    unique: ruled.keys.some(({ columns }) => columns.length === 1 && columns[0] === column.name),
    key: ruled.keys.some(({ primary, columns }) => primary && columns.length === 1 && columns[0] === column.name),
    nullable: !isNotNull(ruled, column),
    ...numbered(column, sequences),
    ...(comment === undefined ? {} : { description: comment }),
  }
}

function ofShape(
  { element, vector, ...plain }: ColumnShape,
  domain?: Domain,
  elements?: Domain,
): Omit<FieldHint, 'name'> {
  return {
    ...narrowed(plain, domain),
    ...(element === undefined ? {} : { element: ofShape(element, elements) }),
    ...(vector === undefined ? {} : { dimensions: vector }),
  }
}

/** Identity, serial and rowid columns are written like others, so that keys that refer to them are known beforehand. */
function numbered(column: Column, sequences: ReadonlyMap<string, Sequence>): Pick<FieldHint, 'sequence'> {
  if (column.sequence === null) return column.rowidAlias ? { sequence: { start: 1, step: 1 } } : {}
  const sequence = sequences.get(JSON.stringify([column.sequence.schema, column.sequence.name]))
  return { sequence: { start: Number(sequence?.start ?? 1), step: Number(sequence?.increment ?? 1) } }
}

export function isNotNull(ruled: Ruled, column: Column): boolean {
  if (column.notNull || ruled.domains.get(column.name)?.notNull) return true
  if (ruled.keys.some((key) => key.primary && key.columns.includes(column.name))) return true
  return column.type.kind === 'domain' && domainNotNull(column.type)
}

function domainNotNull(type: Column['type']): boolean {
  return type.kind === 'domain' && (type.notNull || domainNotNull(type.base))
}

/** The field without what is inferred. */
export function bareField(
  ruled: Ruled,
  column: Column,
  type: FieldType,
  shape: ColumnShape,
  comment: string | undefined,
): FieldDefinition {
  const sometimesEqual = ruled.keys.some((key) => key.nullsNotDistinct && key.columns.includes(column.name))
  const nullable = !isNotNull(ruled, column)
  return {
    name: column.name,
    type,
    databaseType: column.databaseType,
    ...(nullable ? { nullable: true } : {}),
    ...(nullable && sometimesEqual ? { nullRate: 0 } : {}),
    ...(ruled.keys.some((key) => !key.primary && key.columns.length === 1 && key.columns[0] === column.name)
      ? { unique: true }
      : {}),
    ...(shape.maxLength === undefined ? {} : { maxLength: shape.maxLength }),
    ...(shape.precision === undefined ? {} : { precision: shape.precision }),
    ...(shape.scale === undefined ? {} : { scale: shape.scale }),
    ...(comment === undefined ? {} : { description: comment }),
  }
}
