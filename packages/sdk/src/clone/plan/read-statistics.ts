import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import { together } from '../../database/flight.ts'
import { tableName } from './data-tables.ts'

/** What is known of a source without counting: by the names of its tables. */
export interface SourceStatistics {
  readonly tables: ReadonlyMap<string, { readonly rows: number; readonly bytes: number }>
  readonly largeObjects: {
    readonly count: number
    /** Of them, what the role may not read. */
    readonly unreadable: number
    readonly bytes: number
  }
}

const largeObjectsQuery = `
  select count(*)::int as count, (count(*) filter (where not readable))::int as unreadable,
    coalesce(pg_catalog.pg_table_size('pg_catalog.pg_largeobject'::regclass), 0)::float8 as bytes
  from (
    select (select rolsuper from pg_catalog.pg_roles where rolname = current_user)
      or coalesce(pg_catalog.current_setting('lo_compat_privileges', true), 'off') = 'on'
      or pg_catalog.pg_has_role(current_user, lomowner, 'usage')
      or exists (select 1 from pg_catalog.aclexplode(lomacl) g where g.privilege_type = 'SELECT'
        and (g.grantee = 0 or pg_catalog.pg_has_role(current_user, g.grantee, 'usage'))) as readable
    from pg_catalog.pg_largeobject_metadata
  ) objects`

const tablesQuery = `
  select n.nspname as schema, c.relname as name, greatest(c.reltuples, 0)::float8 as rows,
    coalesce(pg_catalog.pg_table_size(c.oid), 0)::float8 as bytes
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`

export async function readStatistics(
  session: Pick<Session, 'query'>,
  schema: SchemaDefinition,
): Promise<SourceStatistics> {
  const known = new Set(schema.tables.map(tableName))
  const { found, objects } = await together({
    found: session.query<{ schema: string; name: string; rows: number; bytes: number }>(tablesQuery),
    objects: session.query<SourceStatistics['largeObjects']>(largeObjectsQuery),
  })
  return {
    tables: new Map(
      found
        .map(({ schema, name, rows, bytes }) => [tableName({ schema, name }), { rows, bytes }] as const)
        .filter(([name]) => known.has(name)),
    ),
    largeObjects: objects[0] ?? { count: 0, unreadable: 0, bytes: 0 },
  }
}
