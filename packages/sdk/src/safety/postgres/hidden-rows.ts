import type { Session } from '../../database/adapter.ts'

/** Tables of which row-level security hides rows from the role of a connection, where it may read them at all. */
export async function tablesWithHiddenRows(session: Pick<Session, 'query'>): Promise<readonly string[]> {
  const rows = await session.query<{ name: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relrowsecurity and c.relkind in ('r', 'p') and pg_catalog.row_security_active(c.oid)
      and pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
    order by 1`)
  return rows.map(({ name }) => name)
}
