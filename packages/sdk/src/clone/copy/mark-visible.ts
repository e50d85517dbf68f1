import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import { quoteTable } from '../../database/postgres/quote.ts'
import { withoutTimeouts } from './begin-transaction.ts'
import type { FamilyOf } from './families.ts'

/** A smaller table is read sooner than marked. */
const leastBytes = 1024 * 1024

/**
 * Which tables are looked into by their index when foreign keys are checked, here and by whoever reads the clone back:
 * those that others point at, and those whose own keys an index begins with. Parts go by their whole.
 */
export function lookedUp(
  { tables, indexes }: SchemaDefinition,
  familyOf: FamilyOf,
): (table: Table, bytes: number) => boolean {
  const roots = new Set<string>()
  const rootOf = (table: Pick<Table, 'schema' | 'name'>) => familyOf(table).root
  for (const table of tables) {
    for (const one of table.constraints) {
      if (one.kind !== 'foreign key' || !one.valid || !one.enforced) continue
      roots.add(rootOf(one.references))
      const leads = indexes.some(({ table: { schema, name }, elements: [first] }) => {
        const isOwn = schema === table.schema && name === table.name
        return isOwn && first !== undefined && 'column' in first && one.columns.includes(first.column)
      })
      if (leads) roots.add(rootOf(table))
    }
  }
  return (table, bytes) => bytes >= leastBytes && roots.has(rootOf(table))
}

/**
 * Notes of each page that everybody sees all of its rows: then who goes by an index does not look at the rows. Without
 * it each row is looked at twice more, by the check of a foreign key and by the verification of it; and what first
 * builds an index would write to the pages as well.
 */
export async function markVisible(session: Session, table: Table, signal: AbortSignal): Promise<void> {
  await withoutTimeouts(session, 'session')
  const [server] = await session.query<{ version: number }>(
    `select pg_catalog.current_setting('server_version_num')::int as version`,
  )
  // What is stored beside the pages no index leads to.
  const options = (server?.version ?? 0) >= 140000 ? ' (process_toast false)' : ''
  await session.execute(`vacuum${options} ${quoteTable(table)}`, { signal })
}
