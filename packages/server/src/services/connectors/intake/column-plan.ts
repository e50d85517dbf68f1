import type { EntityDefinition, FieldType } from '@understudy/sdk'
import { type Batch, batchOf, type ColumnShape, rowsOf } from '@understudy/sdk/formats'
import { typeOfVector } from '../../datasets/chunks/column-types.ts'

/** What the columns of an entity hold, by their names: types as Postgres names them. */
export interface ColumnPlan {
  readonly types: ReadonlyMap<string, string>
  /** Those of which each row must have a value. */
  readonly required: ReadonlySet<string>
}

export const noPlan: ColumnPlan = { types: new Map(), required: new Set() }

const typeNames: Readonly<Record<FieldType, string | undefined>> = {
  integer: 'bigint',
  decimal: 'numeric',
  float: 'double precision',
  boolean: 'boolean',
  text: 'text',
  uuid: 'uuid',
  date: 'date',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  json: 'json',
  bytes: 'bytea',
  list: 'json',
}

/** Undefined where the schema has no such entity. */
export function planOfSchema(
  schema: { readonly entities: readonly EntityDefinition[] },
  entity: string,
): ColumnPlan | undefined {
  const found = schema.entities.find(({ name }) => name === entity)
  if (!found) return undefined
  const typed = found.fields.flatMap(({ name, type }) => {
    const databaseType = type && typeNames[type]
    return databaseType === undefined ? [] : [[name, databaseType] as const]
  })
  const key = new Set(found.primaryKey ?? [])
  const required = found.fields.filter(({ name, nullable, nullRate }) => key.has(name) || !(nullable || nullRate))
  return { types: new Map(typed), required: new Set(required.map(({ name }) => name)) }
}

const whole = /^(0|-?[1-9]\d{0,17})$/
/** From narrow to wide; what is none of them is text. Leading zeros, as of codes, make no number. */
const guesses: readonly (readonly [type: string, is: RegExp])[] = [
  ['bigint', whole],
  ['numeric', /^-?(0|[1-9]\d{0,30})(\.\d{1,30})?$/],
  ['boolean', /^(true|false)$/],
  ['date', /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  ['timestamp without time zone', /^\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/],
  ['timestamp with time zone', /^\d{4}-[01]\d-[0-3]\d[T ][0-2]\d:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)$/],
  ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
]

/** By the rows that were seen first: a type that all values of a column have. One without any value is text. */
export function guessedTypes(batches: readonly Batch[]): Map<string, string> {
  const values = new Map<string, string[]>()
  for (const row of batches.flatMap((batch) => rowsOf(batch))) {
    for (const [name, value] of Object.entries(row)) {
      const seen = values.get(name) ?? []
      if (typeof value === 'string') seen.push(value)
      values.set(name, seen)
    }
  }
  const types = [...values].map(([name, seen]) => {
    const fitting = guesses.find(([, is]) => seen.length > 0 && seen.every((value) => is.test(value)))
    return [name, fitting?.[0] ?? 'text'] as const
  })
  return new Map(types)
}

/** The shapes that rows with these names are read as. */
export function shapesFor(names: readonly string[], types: ColumnPlan['types']): ColumnShape[] {
  return names.map((name) => ({ name, databaseType: types.get(name) }))
}

/** These rows of a batch, as they were. */
export function rowsKept(batch: Batch, kept: readonly number[]): Batch {
  if (kept.length === batch.length) return batch
  const rows = rowsOf(batch)
  const shapes = batch.columns.map(({ name, vector }) => ({
    name,
    databaseType: vector.type === 'bytes' ? 'bytea' : (typeOfVector(vector) ?? 'json'),
  }))
  return batchOf(
    batch.entity,
    kept.map((row) => rows[row] ?? {}),
    shapes,
    batch.firstRow,
  )
}
