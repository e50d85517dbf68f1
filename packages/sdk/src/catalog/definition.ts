import type { ColumnType, CompositeType, DomainType, EnumType } from './column-type.ts'

/**
 * What a database consists of: one entry per object, named by where it stands. It is plain data, safe to print, store
 * and compare; nothing in it depends on object identifiers or on the order in which objects were made.
 */
export interface SchemaDefinition {
  readonly engine: 'postgres' | 'sqlite'
  readonly serverVersion: string
  /** Names without a schema mean this one. */
  readonly defaultSchema: string
  readonly schemas: readonly Schema[]
  readonly extensions: readonly Extension[]
  readonly tables: readonly Table[]
  readonly indexes: readonly Index[]
  readonly sequences: readonly Sequence[]
  readonly enums: readonly EnumType[]
  readonly domains: readonly DomainType[]
  readonly composites: readonly CompositeType[]
  readonly triggers: readonly Trigger[]
  readonly rules: readonly Rule[]
  readonly views: readonly View[]
  /** Everything else that the database holds, by name only. */
  readonly unmodelled: readonly Unmodelled[]
}

export interface QualifiedName {
  readonly schema: string
  readonly name: string
}

export interface Schema {
  readonly name: string
  readonly comment: string | null
}

export interface Extension {
  readonly name: string
  readonly version: string
  readonly schema: string
}

export interface Table extends QualifiedName {
  readonly kind: 'table' | 'partitioned' | 'partition' | 'foreign' | 'virtual'
  /** The tables that it inherits from; of a partition, the table that it is a part of. */
  readonly parents: readonly QualifiedName[]
  /** How its rows are divided, also where it is a partition itself. */
  readonly partitionKey: PartitionKey | null
  readonly bound: PartitionBound | null
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  readonly comment: string | null
  readonly unlogged: boolean
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean }
  /** SQLite: values must be of their column's type. */
  readonly strict: boolean
  /** SQLite: the primary key is the table. */
  readonly withoutRowid: boolean
}

export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash'
  readonly elements: readonly Element[]
}

/** A column, or an expression over columns. */
export type Element = { readonly column: string } | { readonly expression: string }

export type PartitionBound =
  | { readonly kind: 'default' }
  | { readonly kind: 'list'; readonly values: readonly (string | null)[] }
  | { readonly kind: 'range'; readonly from: readonly RangeEnd[]; readonly to: readonly RangeEnd[] }
  | { readonly kind: 'hash'; readonly modulus: number; readonly remainder: number }

/** A value as text; from is part of the range, to is not. */
export type RangeEnd =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'minimum' }
  | { readonly kind: 'maximum' }

export interface Column {
  readonly name: string
  readonly position: number
  readonly type: ColumnType
  /** The type as the engine writes it. */
  readonly databaseType: string
  readonly notNull: boolean
  readonly default: string | null
  readonly identity: 'always' | 'by default' | null
  readonly generated: { readonly expression: string; readonly stored: boolean } | null
  /** The sequence that its identity or its default draws from. */
  readonly sequence: QualifiedName | null
  /** SQLite: the column is another name of the row's number. */
  readonly rowidAlias: boolean
  readonly collation: string | null
  readonly comment: string | null
}

interface Deferral {
  readonly deferrable: boolean
  readonly initiallyDeferred: boolean
}
interface Named {
  readonly name: string
}

export interface KeyConstraint extends Named, Deferral {
  readonly kind: 'primary key' | 'unique'
  readonly columns: readonly string[]
  readonly nullsNotDistinct: boolean
  /** The last column is a range, and ranges of one key don't overlap. */
  readonly withoutOverlaps: boolean
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ForeignKey extends Named, Deferral {
  readonly kind: 'foreign key'
  readonly columns: readonly string[]
  readonly references: QualifiedName & { readonly columns: readonly string[] }
  readonly match: 'simple' | 'full'
  readonly onUpdate: ReferentialAction
  readonly onDelete: ReferentialAction
  readonly valid: boolean
  readonly enforced: boolean
  /** Where a partition has it from the table that it is a part of, or it follows from one that refers to the whole. */
  readonly inherited: boolean
  readonly period: boolean
}

export interface CheckConstraint extends Named {
  readonly kind: 'check'
  readonly expression: string
  readonly valid: boolean
  readonly enforced: boolean
  readonly inherited: boolean
  readonly noInherit: boolean
}

export interface ExclusionConstraint extends Named, Deferral {
  readonly kind: 'exclusion'
  readonly method: string
  readonly elements: readonly (Element & { readonly operator: string })[]
  readonly predicate: string | null
}

export type Constraint = KeyConstraint | ForeignKey | CheckConstraint | ExclusionConstraint

export interface Index extends QualifiedName {
  readonly table: QualifiedName
  readonly method: string
  readonly unique: boolean
  readonly nullsNotDistinct: boolean
  readonly elements: readonly Element[]
  readonly include: readonly string[]
  readonly predicate: string | null
  /** The constraint that it serves. */
  readonly constraint: string | null
  readonly valid: boolean
  /** Part of an index over a whole partitioned table. */
  readonly inherited: boolean
  readonly definition: string | null
}

export interface Sequence extends QualifiedName {
  readonly databaseType: string
  /** Whole numbers of up to 64 bits, as text. */
  readonly start: string
  readonly increment: string
  readonly minimum: string
  readonly maximum: string
  readonly cycle: boolean
  /** The last value given out; null before the first, and where the role may not know it. */
  readonly last: string | null
  readonly owner: (QualifiedName & { readonly column: string }) | null
}

export interface Trigger extends Named {
  readonly table: QualifiedName
  readonly timing: 'before' | 'after' | 'instead of'
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[]
  readonly level: 'row' | 'statement'
  /** Null in SQLite, where the trigger holds its statements itself. */
  readonly function: QualifiedName | null
  readonly enabled: boolean
  readonly definition: string
}

export interface Rule extends Named {
  readonly table: QualifiedName
  readonly event: 'select' | 'insert' | 'update' | 'delete'
  readonly instead: boolean
  readonly definition: string
}

export interface View extends QualifiedName {
  readonly materialized: boolean
  readonly comment: string | null
}

export interface Unmodelled {
  readonly kind: string
  readonly name: string
}
