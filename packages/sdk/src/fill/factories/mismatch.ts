import type { Column, Table } from '../../catalog/definition.ts'
import type { DescribedField } from '../../factory/describe-factory.ts'

export type MismatchKind =
  | 'table'
  | 'column'
  | 'type'
  | 'nullability'
  | 'missing'
  | 'length'
  | 'enum'
  | 'check'
  | 'range'
  | 'precision'
  | 'generated'
  | 'unique'
  | 'foreign key'

/** A place where what a factory says and what the database has cannot both hold for every row. */
export interface Mismatch {
  readonly kind: MismatchKind
  readonly at: string
  readonly message: string
  readonly hint: string
}

/** A field of a factory beside its column. */
export interface Place {
  readonly at: string
  readonly field: DescribedField
  readonly column: Column
  readonly table: Table
}

export function listed(values: readonly string[]): string {
  return `${values.slice(0, 5).join(', ')}${values.length > 5 ? ', …' : ''}`
}
