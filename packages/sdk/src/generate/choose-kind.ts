import type { EntityDefinition, FieldDefinition, FieldType } from '../model/schema.ts'
import { inferKind } from './infer.ts'

/** A kind and what it is told. */
export interface ChosenKind {
  readonly kind: string
  readonly options: Readonly<Record<string, unknown>>
  readonly record?: string | undefined
  readonly maxLength?: number | undefined
}

/** Values by type alone. */
export const plainKinds: Readonly<Record<FieldType, ChosenKind>> = {
  integer: { kind: 'integer', options: {} },
  decimal: { kind: 'decimal', options: {} },
  float: { kind: 'float', options: {} },
  boolean: { kind: 'boolean', options: {} },
  text: { kind: 'words', options: {} },
  uuid: { kind: 'uuid', options: {} },
  date: { kind: 'date', options: {} },
  time: { kind: 'time', options: {} },
  timestamp: { kind: 'timestamp', options: {} },
  timestamptz: { kind: 'timestamp', options: {} },
  json: { kind: 'json', options: {} },
  bytes: { kind: 'bytes', options: {} },
  list: { kind: 'list', options: { kind: 'word' } },
}

/** The kind that a field names, or else the one that its name and type speak of; with `basic`, its type alone. */
export function chooseKind(entity: EntityDefinition, field: FieldDefinition, basic: boolean): ChosenKind {
  const { record, maxLength } = field
  const options = field.options ?? {}
  if (field.kind !== undefined) return { kind: field.kind, options, record, maxLength }
  const isKey = entity.primaryKey?.length === 1 && entity.primaryKey[0] === field.name
  if (isKey && (field.type ?? 'integer') === 'integer') return { kind: 'sequence', options }
  const chosen = basic ? plainKinds[field.type ?? 'text'] : inferKind(entity, field)
  return { kind: chosen.kind, options: { ...chosen.options, ...options }, record: record ?? chosen.record, maxLength }
}
