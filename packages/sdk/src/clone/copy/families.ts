import type { Table } from '../../catalog/definition.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import { tableName } from '../plan/data-tables.ts'

/** The name of the table that a table is in the end a part or an heir of, and whether it has neither parts nor heirs. */
export type FamilyOf = (relation: QualifiedName) => { readonly root: string; readonly alone: boolean }

export function familiesOf(tables: readonly Table[]): FamilyOf {
  const parents = new Map(tables.map((table) => [tableName(table), table.parents.map(tableName)]))
  const related = new Set(
    tables.flatMap((table) => (table.parents.length > 0 ? [table, ...table.parents] : [])).map(tableName),
  )
  const rootOf = (name: string): string => {
    const [parent] = parents.get(name) ?? []
    return parent === undefined ? name : rootOf(parent)
  }
  return (relation) => {
    const name = tableName(relation)
    return { root: rootOf(name), alone: !related.has(name) }
  }
}
