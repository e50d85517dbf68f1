import type { QualifiedName } from '../../../../catalog/qualified-name.ts'
import type { Session } from '../../../../database/adapter.ts'
import { quoteIdentifier, quoteTable } from '../../../../database/postgres/quote.ts'
import type { CountedRows } from './archive-contents.ts'

/** Of a table's own rows, without who inherits from it; computed columns count as others do. */
export async function countRows(
  session: Session,
  table: QualifiedName,
  columns: readonly string[],
  signal?: AbortSignal,
): Promise<CountedRows> {
  const row = `row(${columns.map((name) => `r.${quoteIdentifier(name)}`).join(', ')})`
  const [counted] = await session.query<CountedRows>(
    `select pg_catalog.count(*)::text as rows, coalesce(pg_catalog.sum(pg_catalog.hashtextextended(
       pg_catalog.textin(pg_catalog.record_out(${row})) collate "C", 0)::numeric), 0)::text as digest
     from only ${quoteTable(table)} r`,
    [],
    { signal },
  )
  if (!counted) throw new Error('A count has one row.')
  return counted
}
