import type { EncodeOptions, Format } from '../formats/contract.ts'
import type { EntityPlan } from './entity-plan.ts'
import type { Plan } from './plan.ts'
import { batchesOf, type EntitySlice, entitySlices, type Slice } from './rows.ts'

/** Encoded rows of one entity inside a slice. Each piece is valid until the next one is asked for. */
export interface EncodedEntity {
  readonly entity: string
  readonly rows: number
  /** False where the slice holds nothing of this entity, not even its header or footer. */
  readonly touched: boolean
  pieces(): Generator<{ readonly bytes: Uint8Array; readonly rows: number }>
}

/**
 * A slice of the plan in a format, entity by entity. The slice that holds an entity's first row writes its header, the one
 * that holds its last row its footer, so that slices put together in order are the whole.
 */
export function encodeSlice(
  plan: Plan,
  slice: Slice,
  format: Format,
  options: (entity: EntityPlan) => EncodeOptions,
): EncodedEntity[] {
  let start = 0
  return entitySlices(plan, slice).map((part) => {
    const empty = part.plan.rows === 0 && holds(plan, slice, start)
    start += part.plan.rows
    const opens = empty || (part.rows > 0 && part.first === 0)
    const closes = empty || (part.rows > 0 && part.first + part.rows === part.plan.rows)
    return {
      entity: part.plan.entity.name,
      rows: part.rows,
      touched: part.rows > 0 || empty,
      pieces: () => pieces(part, format, options(part.plan), opens, closes),
    }
  })
}

function holds(plan: Plan, slice: Slice, row: number): boolean {
  const isLast = slice.first + slice.rows === plan.rows
  return row >= slice.first && (row < slice.first + slice.rows || isLast)
}

function* pieces(
  part: EntitySlice,
  format: Format,
  options: EncodeOptions,
  opens: boolean,
  closes: boolean,
): Generator<{ bytes: Uint8Array; rows: number }> {
  const { entity, columns } = part.plan
  const types = new Map(entity.fields.map((field) => [field.name, field.databaseType]))
  const encoder = format.encoder(
    { name: entity.name, columns: columns.map((name) => ({ name, databaseType: types.get(name) })) },
    options,
  )
  if (opens) yield { bytes: encoder.header(), rows: 0 }
  for (const batch of batchesOf(part)) yield { bytes: encoder.batch(batch), rows: batch.length }
  if (closes) yield { bytes: encoder.footer(part.plan.rows), rows: 0 }
}
