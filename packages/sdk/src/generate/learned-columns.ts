import type { Vector } from '../model/batch.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import type { Rows, Stream } from '../random/stream.ts'
import type { Locale } from '../values/locale.ts'

/** A field that values may be drawn for: no key, no reference, nothing that is computed or unique. */
export interface OpenField {
  readonly field: FieldDefinition
  /** Whether a row may be without it. */
  readonly nullable: boolean
}

export interface LearnedContext {
  /** Key of the entity. */
  readonly stream: Stream
  readonly locale: Locale
  readonly rows: number
}

/** Columns of one entity that are drawn together, any rows on their own. */
export interface LearnedEntity {
  readonly columns: ReadonlySet<string>
  /** Fields that patterns know and that cannot be drawn from them, and why. */
  readonly left: readonly { readonly field: string; readonly why: string }[]
  draw(rows: Rows): ReadonlyMap<string, Vector>
}

/** What was learned of real data, for fields of a schema. */
export interface LearnedColumns {
  readonly entities: readonly string[]
  entity(
    entity: EntityDefinition,
    open: ReadonlyMap<string, OpenField>,
    context: LearnedContext,
  ): LearnedEntity | undefined
}
