import type { Session } from '../../database/adapter.ts'

export interface PostgresTable {
  /** As the server estimates them; 0 where it never counted. */
  readonly rows: number
  readonly unreadable: ReadonlySet<string>
}

const query = `
  select n.nspname as schema, c.relname as name,
         case c.relkind when 'p' then coalesce((
           select sum(greatest(leaf.reltuples, 0)) from pg_catalog.pg_inherits i
           join pg_catalog.pg_class leaf on leaf.oid = i.inhrelid where i.inhparent = c.oid), 0)
         else greatest(c.reltuples, 0) end::float8 as rows,
         (select coalesce(pg_catalog.json_agg(a.attname), '[]')::text from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')) as unreadable
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f') and n.nspname not in ('pg_catalog', 'information_schema')`

/** By schema and name as JSON: how large each table is, and what of it the role may not read. */
export async function postgresTables(session: Session): Promise<ReadonlyMap<string, PostgresTable>> {
  const found = await session.query<{ schema: string; name: string; rows: number; unreadable: string }>(query)
  return new Map(
    found.map(({ schema, name, rows, unreadable }) => [
      JSON.stringify([schema, name]),
      { rows: Number(rows), unreadable: new Set(namesOf(unreadable)) },
    ]),
  )
}

/** A cast: json_agg of names is a list of texts. */
function namesOf(text: string): readonly string[] {
  return JSON.parse(text) as string[]
}
