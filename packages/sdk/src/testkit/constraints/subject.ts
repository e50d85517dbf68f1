import type { DomainType } from '../../catalog/column-type.ts'
import type { Column, Element, ExclusionConstraint, ForeignKey, Table } from '../../catalog/definition.ts'

interface Part {
  /** The table that has it. */
  readonly table: Table
  readonly name: string
  readonly columns: readonly string[]
}

export interface NotNullSubject extends Part {
  readonly kind: 'not null'
  readonly column: Column
  readonly valid: boolean
}
export interface KeySubject extends Part {
  readonly kind: 'primary key' | 'unique'
  readonly elements: readonly Element[]
  readonly predicate: string | null
  readonly nullsNotDistinct: boolean
  readonly withoutOverlaps: boolean
}
export interface ForeignKeySubject extends Part {
  readonly kind: 'foreign key'
  readonly side: 'insert' | 'delete'
  readonly key: ForeignKey
}
export interface CheckSubject extends Part {
  readonly kind: 'check'
  readonly expression: string
  readonly valid: boolean
  readonly enforced: boolean
}
export interface ExclusionSubject extends Part {
  readonly kind: 'exclusion'
  readonly exclusion: ExclusionConstraint
}
/** A rule of the domain that a column is of; without an expression it is NOT NULL. */
export interface DomainSubject extends Part {
  readonly kind: 'domain'
  readonly column: Column
  readonly domain: DomainType
  readonly expression: string | null
  readonly valid: boolean
}
export interface GeneratedSubject extends Part {
  readonly kind: 'generated'
  readonly column: Column
}

/** One promise of a schema, to be put to the test. */
export type Subject =
  | NotNullSubject
  | KeySubject
  | ForeignKeySubject
  | CheckSubject
  | ExclusionSubject
  | DomainSubject
  | GeneratedSubject
