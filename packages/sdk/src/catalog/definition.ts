import type { Access, DefaultPrivileges, Policy } from './access.ts'
import type { ColumnType, CompositeType, DomainType, EnumType } from './column-type.ts'
import type { ForeignDataWrapper, ForeignServer, Options, UserMapping } from './foreign.ts'
import type { ObjectId } from './identity.ts'
import type { Publication } from './publication.ts'
import type { QualifiedName } from './qualified-name.ts'
import type { Routine } from './routine.ts'

/**
 * What a database consists of: one entry per object, named by where it stands. It is plain data, safe to print, store
 * and compare; nothing in it depends on object identifiers or on the order in which objects were made. What any kind of
 * object may have (dependencies, comment, owner, privileges) is kept by its identity.
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
  readonly ranges: readonly RangeType[]
  readonly collations: readonly Collation[]
  readonly routines: readonly Routine[]
  readonly triggers: readonly Trigger[]
  readonly eventTriggers: readonly EventTrigger[]
  readonly rules: readonly Rule[]
  readonly views: readonly View[]
  readonly policies: readonly Policy[]
  readonly statistics: readonly Statistics[]
  readonly publications: readonly Publication[]
  readonly foreignDataWrappers: readonly ForeignDataWrapper[]
  readonly foreignServers: readonly ForeignServer[]
  readonly userMappings: readonly UserMapping[]
  readonly defaultPrivileges: readonly DefaultPrivileges[]
  /** What each object needs to be there, by the database's own records, sorted; what a part is part of goes without saying. */
  readonly dependencies: Readonly<Record<ObjectId, readonly ObjectId[]>>
  readonly comments: Readonly<Record<ObjectId, string>>
  /**
   * Comments on what is only a part of an object, such as a view's column or the index of a key, by the object and then
   * by what stands after COMMENT ON.
   */
  readonly partComments: Readonly<Record<ObjectId, Readonly<Record<string, string>>>>
  readonly owners: Readonly<Record<ObjectId, string>>
  /** Of objects whose privileges differ from those that they are made with. */
  readonly access: Readonly<Record<ObjectId, Access>>
  /** The same of parts, by the object and then by what stands after GRANT … ON, columns in parentheses. */
  readonly partAccess: Readonly<Record<ObjectId, Readonly<Record<string, Access>>>>
  /** Everything else that the database holds, by name only. */
  readonly unmodelled: readonly Unmodelled[]
}

export interface Schema {
  readonly name: string
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
  /** How its rows are divided and which part it is, as the engine writes them. */
  readonly partitionBy: string | null
  readonly boundText: string | null
  readonly ofType: QualifiedName | null
  readonly unlogged: boolean
  /** Storage parameters. */
  readonly options: Options
  /** Null is the usual one. */
  readonly accessMethod: string | null
  readonly tablespace: string | null
  readonly replicaIdentity: ReplicaIdentity
  /** The index by which it was clustered last. */
  readonly clusteredOn: string | null
  /** Where its rows are, of a foreign table. */
  readonly foreign: { readonly server: string; readonly options: Options } | null
  readonly rowSecurity: { readonly enabled: boolean; readonly forced: boolean }
  /** SQLite: values must be of their column's type. */
  readonly strict: boolean
  /** SQLite: the primary key is the table. */
  readonly withoutRowid: boolean
}

export type ReplicaIdentity = 'default' | 'full' | 'nothing' | { readonly index: string }

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
  /** As it is written; null is the type's own. */
  readonly collation: string | null
  /** It came from a table that this one inherits from, and is not said here again. */
  readonly inherited: boolean
  /** Of an identity column: how its sequence counts. */
  readonly identitySequence: Sequence | null
  /** Postgres 18: the constraint behind NOT NULL. */
  readonly notNullConstraint: NotNullConstraint | null
  /** Null is the type's own. */
  readonly storage: 'plain' | 'external' | 'extended' | 'main' | null
  readonly compression: 'pglz' | 'lz4' | null
  readonly statisticsTarget: number | null
  readonly options: Options
  readonly foreignOptions: Options
}

export interface NotNullConstraint {
  readonly name: string
  readonly valid: boolean
  readonly noInherit: boolean
  readonly inherited: boolean
}

interface Deferral {
  readonly deferrable: boolean
  readonly initiallyDeferred: boolean
}
interface Named {
  readonly name: string
}
interface Written extends Named {
  /** The constraint as the engine writes it, without its name; null where the engine doesn't. */
  readonly definition: string | null
  /** A table that this one is a part of, or inherits from, has it too, and gave it. */
  readonly inherited: boolean
  /** Of a part's key: the key of the whole that it is a part of. */
  readonly keyOfWhole: string | null
}

export interface KeyConstraint extends Written, Deferral {
  readonly kind: 'primary key' | 'unique'
  readonly columns: readonly string[]
  readonly nullsNotDistinct: boolean
  /** The last column is a range, and ranges of one key don't overlap. */
  readonly withoutOverlaps: boolean
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ForeignKey extends Written, Deferral {
  readonly kind: 'foreign key'
  readonly columns: readonly string[]
  readonly references: QualifiedName & { readonly columns: readonly string[] }
  readonly match: 'simple' | 'full'
  readonly onUpdate: ReferentialAction
  readonly onDelete: ReferentialAction
  readonly valid: boolean
  readonly enforced: boolean
  readonly period: boolean
}

export interface CheckConstraint extends Written {
  readonly kind: 'check'
  readonly expression: string
  readonly valid: boolean
  readonly enforced: boolean
  readonly noInherit: boolean
}

export interface ExclusionConstraint extends Written, Deferral {
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
  /** The index of the whole that it is a part of. */
  readonly parent: QualifiedName | null
  readonly definition: string | null
  /** By the position of an expression, counted from 1. */
  readonly statisticsTargets: Readonly<Record<string, number>>
}

export interface Sequence extends QualifiedName {
  readonly databaseType: string
  /** Whole numbers of up to 64 bits, as text. */
  readonly start: string
  readonly increment: string
  readonly minimum: string
  readonly maximum: string
  readonly cycle: boolean
  readonly cache: string
  readonly unlogged: boolean
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
  /** When it fires, by the session's role; SQLite knows only `origin`. */
  readonly fires: Firing
  /** A constraint trigger, which can't be replaced in place. */
  readonly constraint: boolean
  /** A partition has it from the table that it is a part of. */
  readonly inherited: boolean
  readonly definition: string
}

export type Firing = 'origin' | 'replica' | 'always' | 'never'

export interface EventTrigger extends Named {
  readonly event: string
  readonly function: QualifiedName
  readonly tags: readonly string[]
  readonly fires: Firing
}

export interface Rule extends Named {
  readonly table: QualifiedName
  readonly event: 'select' | 'insert' | 'update' | 'delete'
  readonly instead: boolean
  readonly fires: Firing
  readonly definition: string
}

export interface View extends QualifiedName {
  readonly materialized: boolean
  /** The query behind it. */
  readonly definition: string
  readonly columns: readonly ViewColumn[]
  readonly options: Options
  /** Whether a materialized view holds rows yet. */
  readonly populated: boolean
  readonly accessMethod: string | null
  readonly tablespace: string | null
  readonly clusteredOn: string | null
}

export interface ViewColumn {
  readonly name: string
  readonly databaseType: string
  readonly collation: string | null
  /** What an INSERT through the view takes where nothing is said. */
  readonly default: string | null
}

export interface RangeType extends QualifiedName {
  readonly subtype: string
  readonly multirange: string
  readonly operatorClass: string | null
  readonly collation: string | null
  readonly canonical: string | null
  readonly difference: string | null
}

export interface Collation extends QualifiedName {
  readonly provider: 'libc' | 'icu' | 'builtin' | 'default'
  readonly locale: string | null
  readonly collate: string | null
  readonly ctype: string | null
  readonly deterministic: boolean
  readonly rules: string | null
}

export interface Statistics extends QualifiedName {
  readonly table: QualifiedName
  readonly definition: string
  readonly target: number | null
}

export interface Unmodelled {
  readonly kind: string
  readonly name: string
}
