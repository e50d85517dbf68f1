import type { ValueForm } from './value-form.ts'

/** What masking has to know of a database or a file; a catalog, or the head of a file, is read as this. */
export interface MaskingSchema {
  readonly tables: readonly MaskingTable[]
}

export interface MaskingTable {
  /** As policies name it: schema.table in Postgres, the table's name in SQLite, the entity's name of a file. */
  readonly name: string
  readonly columns: readonly MaskingColumn[]
  /** Every set of columns that must stay distinct, the primary key first. */
  readonly keys: readonly (readonly string[])[]
  /** Those that must stay distinct in some of the rows. */
  readonly partialKeys?: readonly (readonly string[])[] | undefined
  readonly foreignKeys: readonly MaskingForeignKey[]
  /** The conditions that rows are checked by, as the engine writes them. */
  readonly checks: readonly string[]
  /** Columns that the database holds to more than that they stay distinct. */
  readonly fixed: readonly FixedColumns[]
}

export interface FixedColumns {
  readonly columns: readonly string[]
  readonly why: string
  /** What they may become all the same: NULL where left out; other values, but not NULL; or nothing else at all. */
  readonly allows?: 'null' | 'values' | 'nothing' | undefined
}

export interface MaskingForeignKey {
  readonly columns: readonly string[]
  readonly table: string
  readonly references: readonly string[]
}

export interface MaskingColumn {
  readonly name: string
  /** The type as the engine writes it. */
  readonly databaseType: string
  readonly value: MaskingType
  readonly nullable: boolean
  /** The engine computes it from the others: it is never copied, and never decided about. */
  readonly generated: boolean
}

/** What a column holds. Lists, hstore, composites and ranges are masked inside; a type that nobody modelled is `unknown`. */
export type MaskingType =
  | ScalarType
  | { readonly kind: 'list'; readonly element: MaskingType }
  | { readonly kind: 'map' }
  | { readonly kind: 'composite'; readonly fields: readonly { readonly name: string; readonly value: MaskingType }[] }
  | { readonly kind: 'range' | 'multirange'; readonly element: MaskingType }
  | { readonly kind: 'unknown' }

export interface ScalarType {
  readonly kind: 'scalar'
  readonly form: ValueForm
  /** Of text: characters. */
  readonly maxLength?: number | undefined
  /** Of whole numbers: bits, 16, 32 or 64. */
  readonly bits?: number | undefined
  /** Of decimals. */
  readonly precision?: number | undefined
  readonly scale?: number | undefined
  /** Of an enum. */
  readonly values?: readonly string[] | undefined
  /** Letters of one word in two cases are the same value, as in citext. */
  readonly caseless?: boolean | undefined
}
