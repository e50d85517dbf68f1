import type { Fact } from '../facts.ts'

/** Where a name stands: in a schema, or in a table. */
export interface RenamePath {
  readonly kind: Fact['kind']
  readonly schema: string
  /** Null for what stands in a schema itself. */
  readonly table: string | null
  readonly name: string
}

export function pathOf(fact: Fact): RenamePath {
  switch (fact.kind) {
    case 'column':
    case 'constraint':
      return { kind: fact.kind, schema: fact.table.schema, table: fact.table.name, name: fact.object.name }
    case 'table':
    case 'index':
    case 'sequence':
    case 'view':
    case 'materialized view':
    case 'enum':
    case 'domain':
    case 'composite':
    case 'range':
      return { kind: fact.kind, schema: fact.object.schema, table: null, name: fact.object.name }
    default:
      return { kind: fact.kind, schema: '', table: null, name: fact.id }
  }
}
