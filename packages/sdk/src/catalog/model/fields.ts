import type { Inference } from '../../generate/field-hint.ts'
import { inferField } from '../../generate/infer-field.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import type { ColumnType } from '../column-type.ts'
import type { Column, SchemaDefinition, Sequence } from '../definition.ts'
import { objectId } from '../identity.ts'
import type { Ruled } from './checks.ts'
import { columnShape } from './column-shape.ts'
import { bareField, hintOf } from './field.ts'
import type { Note } from './note.ts'

export interface FieldSources {
  readonly sequences: ReadonlyMap<string, Sequence>
  readonly comments: SchemaDefinition['comments']
  readonly samples: Readonly<Record<string, readonly unknown[]>>
  readonly overrides: Readonly<Record<string, Partial<FieldDefinition>>>
  /** Columns that hold another entity's key. */
  readonly referring: ReadonlySet<string>
  readonly notes: Note[]
  inferred(column: Column, inference: Inference): void
}

export interface Fields {
  readonly fields: readonly FieldDefinition[]
  /** Columns that must have a value and can't get one. */
  readonly unfillable: readonly string[]
}

/** The columns of a table as fields. What a person says of a column goes before what is inferred. */
export function fieldsOf(fillable: Ruled, sources: FieldSources): Fields {
  const unfillable: string[] = []
  const fields = fillable.table.columns.flatMap((column): FieldDefinition[] => {
    const override = sources.overrides[column.name]
    const shape = columnShape(column.type)
    const comment = sources.comments[objectId('column', fillable.table.schema, fillable.table.name, column.name)]
    if (shape === null && override?.kind === undefined && override?.compute === undefined && !column.generated) {
      if (noteUnknown(fillable, column, sources.notes)) unfillable.push(column.name)
      return []
    }
    const known = shape ?? { type: override?.type ?? ('text' as const) }
    const bare = bareField(fillable, column, known.type, known, comment)
    if (column.generated) return [{ ...bare, generated: true }]
    if (override?.kind !== undefined || override?.compute !== undefined || sources.referring.has(column.name)) {
      return [{ ...bare, ...override }]
    }
    const hint = hintOf(fillable, column, sources.sequences, comment)
    if (hint === null) return [{ ...bare, ...override }]
    const samples = sources.samples[column.name]
    const inference = inferField(samples === undefined ? hint : { ...hint, samples })
    sources.inferred(column, inference)
    return [{ ...bare, ...made(inference, bare), ...override }]
  })
  return { fields, unfillable }
}

function made({ kind, options, record, nullRate }: Inference, bare: FieldDefinition): Partial<FieldDefinition> {
  return {
    kind,
    ...(options === undefined ? {} : { options: { ...options } }),
    ...(record === undefined ? {} : { record }),
    ...(nullRate === undefined || !bare.nullable || bare.nullRate !== undefined ? {} : { nullRate }),
  }
}

/** Says that a column gets no value; answers whether its row can't do without one. */
function noteUnknown(fillable: Ruled, column: Column, notes: Note[]): boolean {
  const at = `${fillable.entity}.${column.name}`
  const type = `values of type ${column.databaseType} are not known`
  if (column.notNull && column.default === null && !domainDefault(column.type)) {
    notes.push({
      code: 'COLUMN_UNFILLABLE',
      severity: 'error',
      at,
      message: `The column must have a value, and ${type}.`,
      hint: `Write in the configuration, for ${at}: { kind: 'one-of', options: { values: ['…'] } } with values as the database writes them, or give the column a default.`,
    })
    return true
  }
  notes.push({
    code: 'COLUMN_LEFT_OUT',
    severity: 'info',
    at,
    message: `Left to ${column.default === null ? 'null' : 'its default'}, as ${type}.`,
    hint: `Give ${at} a kind in the configuration to have it filled.`,
  })
  return false
}

function domainDefault(type: ColumnType): boolean {
  return type.kind === 'domain' && (type.default !== null || domainDefault(type.base))
}
