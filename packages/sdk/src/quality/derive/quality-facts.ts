import type { Expression } from '../../model/expression/ast.ts'
import type { FieldType } from '../../model/schema.ts'
import type { Provenance } from '../rule-base.ts'
import type { FormatName } from '../rules/named-formats.ts'

/** What a schema or a catalog holds rows to, however it says so. Rules are made of it in one place. */
export interface QualityFacts {
  readonly source: Exclude<Provenance['source'], 'sample'>
  /** Whose rules expressions follow. */
  readonly dialect: 'postgres' | 'sqlite'
  readonly entities: readonly EntityFacts[]
  readonly notes: readonly DerivationNote[]
}

export interface EntityFacts {
  readonly name: string
  readonly columns: readonly ColumnFacts[]
  readonly keys: readonly KeyFacts[]
  readonly references: readonly ReferenceFacts[]
  /** What must hold in every row; a check passes where it is null. */
  readonly checks: readonly CheckFacts[]
  /** A consequence that is unknown is not met. */
  readonly conditions: readonly (Said & { readonly name: string; readonly when: string; readonly then: string })[]
}

/** Where it was read, for people, and how surely it holds for the rows that stand there. */
export interface Said {
  readonly evidence: string
  readonly confidence: number
}

export interface ColumnFacts {
  readonly name: string
  readonly type: (Said & { readonly is: FieldType; readonly scale?: number | undefined }) | undefined
  readonly notNull: Said | undefined
  /** The only values there are. */
  readonly values: (Said & { readonly values: readonly (string | number | boolean)[] }) | undefined
  readonly maxLength: (Said & { readonly is: number }) | undefined
  readonly format: (Said & { readonly is: FormatName }) | undefined
  /** It is the result of this, over others of its row. */
  readonly computed: (Said & { readonly expression: Expression }) | undefined
}

export interface KeyFacts extends Said {
  readonly columns: readonly string[]
  readonly primary: boolean
  /** Only rows of which this is true. */
  readonly where?: string | undefined
}

export interface ReferenceFacts extends Said {
  readonly columns: readonly string[]
  readonly parent: string
  readonly parentColumns: readonly string[]
  readonly where?: string | undefined
}

export interface CheckFacts extends Said {
  readonly name: string
  readonly expression: Expression
}

/** What was not made a rule, and why: nothing is left out in silence. */
export interface DerivationNote {
  readonly code: NoteCode
  /** An entity, or entity.column. */
  readonly at: string
  /** Names no value of the data. */
  readonly message: string
}

export type NoteCode =
  | 'CHECK_NOT_UNDERSTOOD'
  | 'KEY_NOT_UNDERSTOOD'
  | 'NOT_FOR_ALL_ROWS'
  | 'TYPE_NOT_UNDERSTOOD'
  | 'CONTRADICTION'
  | 'NOTHING_TO_SAY'
  | 'TOO_FEW_ROWS'
  | 'MOSTLY_NULL'
  | 'MIXED_TYPES'
  | 'TOO_MANY_VALUES'
  | 'PERSONAL'
  | 'NOT_SURE'
  | 'UNREADABLE'
