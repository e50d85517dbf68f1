import type { ColumnType } from '../../catalog/column-type.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import type { RowSelection } from '../clone-plan.ts'
import { isWhole, rowsOf } from '../verify/read-back.ts'

/** The numbers in columns of type oid, of domains over it such as lo, and of lists of these, of the rows that are selected. */
export async function referencedObjects(
  session: Session,
  schema: SchemaDefinition,
  selections: ReadonlyMap<string, RowSelection>,
): Promise<Set<number>> {
  const found = new Set<number>()
  for (const table of schema.tables.filter(isWhole)) {
    const columns = table.columns.flatMap(({ name, type }) => {
      const depth = depthOfOid(type)
      if (depth === undefined) return []
      const quoted = quoteIdentifier(name)
      return [depth === 0 ? `array[${quoted}::oid]` : `${quoted}::oid[]`]
    })
    if (columns.length === 0) continue
    const from = rowsOf(session, table)
    const selection = selections.get(maskingTableName(schema, table))
    const conditions = selection === undefined ? ['true'] : selection.conditions()
    for await (const condition of conditions) {
      for (const column of columns) {
        const rows = session.stream<{ object: number }>(
          `select distinct object::int8 as object from ${from}, unnest(${column}) object where (${condition}) and object is not null`,
        )
        for await (const some of rows) for (const { object } of some) found.add(Number(object))
      }
    }
  }
  return found
}

/** 0 of one number, 1 of a list of them. */
function depthOfOid(type: ColumnType): 0 | 1 | undefined {
  switch (type.kind) {
    case 'oid':
      return 0
    case 'domain':
      return depthOfOid(type.base)
    case 'array':
      return depthOfOid(type.element) === undefined ? undefined : 1
    default:
      return undefined
  }
}
