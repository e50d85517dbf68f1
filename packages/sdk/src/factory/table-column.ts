import { type FieldHint, inferField } from '../generate/infer-field.ts'
import type { ParsedSchema } from '../model/parse.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { type Column, type ColumnPlace, kindColumn } from './column.ts'

export interface TableField {
  readonly schema: ParsedSchema
  readonly entity: EntityDefinition
  readonly field: FieldDefinition
}

const nullShare = 0.1

/** Values of a field of a table: of the kind that it names, else of what its name, type and constraints speak of. */
export function tableColumn(of: TableField, holdsKey: boolean, place: ColumnPlace): Column {
  const { entity, field } = of
  const primary = entity.primaryKey?.includes(field.name) ?? false
  // A key of another table is for an association to give.
  if (holdsKey && field.nullable && !primary)
    return { capacity: undefined, values: (numbers) => Array.from(numbers, () => null) }
  const nullable = (field.nullable ?? false) && !primary
  const chosen = field.kind === undefined ? inferField(hintOf(of, primary)) : { kind: field.kind, options: {} }
  return kindColumn(
    {
      kind: chosen.kind,
      options: { ...chosen.options, ...field.options },
      record: field.record ?? ('record' in chosen ? chosen.record : undefined),
      unique: isUnique(of),
      maxLength: field.maxLength,
      nullRate: nullable ? (field.nullRate ?? nullShare) : 0,
      type: field.type,
      distribution: field.distribution,
    },
    place,
  )
}

function isUnique({ schema, entity, field }: TableField): boolean {
  const alone = (fields: readonly string[] | undefined) => fields?.length === 1 && fields[0] === field.name
  return (
    field.unique === true ||
    alone(entity.primaryKey) ||
    schema.constraints.some((one) => one.type === 'unique' && one.entity === entity.name && alone(one.fields)) ||
    schema.relationships.some(
      (one) => one.type === 'one-to-one' && one.child.entity === entity.name && alone(one.child.fields),
    )
  )
}

function hintOf(of: TableField, primary: boolean): FieldHint {
  const { schema, entity, field } = of
  const about = schema.constraints.filter((one) => 'entity' in one && one.entity === entity.name)
  const values = about.flatMap((one) => (one.type === 'enum' && one.field === field.name ? [one.values] : []))[0]
  const range = about.flatMap((one) => (one.type === 'range' && one.field === field.name ? [one] : []))[0]
  return {
    name: field.name,
    entity: entity.name,
    type: field.type ?? (primary ? 'integer' : 'text'),
    maxLength: field.maxLength,
    precision: field.precision,
    scale: field.scale,
    unique: isUnique(of),
    nullable: field.nullable,
    values,
    min: range?.min,
    max: range?.max,
    description: field.description,
  }
}
