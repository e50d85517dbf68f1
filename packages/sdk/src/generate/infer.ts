import type { EntityDefinition, FieldDefinition, FieldType } from '../model/schema.ts'
import type { FieldHint } from './field-hint.ts'
import { inferField } from './infer-field.ts'

type Inferred = { kind: string; options: Readonly<Record<string, unknown>>; record?: string }

/** The kind that a field of a schema has where it names none; where it names no type either, the type that suits its name. */
export function inferKind(entity: EntityDefinition, field: FieldDefinition): Inferred {
  const types = field.type === undefined ? likelyTypes : [field.type]
  const inferences = types.map((type) => inferField(hintOf(entity, field, type)))
  const best = inferences.reduce((best, one) => (one.confidence > best.confidence ? one : best))
  const { kind, options = {}, record } = best
  return { kind, options, ...(record === undefined ? {} : { record }) }
}

/** In this order where a name suits several. */
const likelyTypes: readonly FieldType[] = ['text', 'integer', 'decimal', 'timestamptz', 'date', 'boolean']

function hintOf(entity: EntityDefinition, field: FieldDefinition, type: FieldType): FieldHint {
  const { name, maxLength, precision, scale, nullable, description, unique } = field
  const key = entity.primaryKey?.length === 1 && entity.primaryKey[0] === name
  return {
    name,
    entity: entity.name,
    type,
    maxLength,
    precision,
    scale,
    nullable,
    description,
    key,
    unique: unique || key,
  }
}
