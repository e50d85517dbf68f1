import type { FixedColumns } from '../../anonymize/masking-schema.ts'
import type { SchemaDefinition, Table } from '../definition.ts'
import { columnsIn } from './held-distinct.ts'

/**
 * Columns by which a table, or a partition of it, is divided without a partition for every value: another value may have
 * none, which its database finds out at that row.
 * @param tables the table and all that is a part of it
 */
export function partitionKeys(engine: SchemaDefinition['engine'], tables: readonly Table[]): FixedColumns[] {
  const names = tables[0]?.columns.map(({ name }) => name) ?? []
  return tables.flatMap((table): FixedColumns[] => {
    const { partitionKey: key } = table
    if (key === null || key.strategy === 'hash') return []
    const parts = tables.filter(
      ({ parents: [parent] }) => parent?.schema === table.schema && parent.name === table.name,
    )
    if (parts.some(({ bound }) => bound?.kind === 'default')) return []
    const columns = key.elements.flatMap((element) => columnsIn(engine, element, names))
    if (columns.length === 0) return []
    const takesNull = parts.some(({ bound }) => bound?.kind === 'list' && bound.values.includes(null))
    const why = `${table.name} is divided by it, and has a partition for some values only`
    return [{ columns, why, allows: takesNull ? 'null' : 'nothing' }]
  })
}
