import type { Column, SchemaDefinition, Table } from '../../catalog/definition.ts'
import type { ValueWay } from './type-mapping.ts'

/** A schema as the other engine has it. */
export interface Converted {
  readonly definition: SchemaDefinition
  /** What it cannot hold as the source does: a sentence each. */
  readonly notes: readonly string[]
  /** By the name that policies give to the table of the source. */
  readonly tables: ReadonlyMap<string, ConvertedTable>
}

export interface ConvertedTable {
  readonly from: Table
  readonly to: Table
  /** Of what is copied. */
  readonly columns: readonly ConvertedColumn[]
}

export interface ConvertedColumn {
  readonly from: Column
  readonly to: Column
  readonly way: ValueWay
}
