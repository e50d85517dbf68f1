import type { Session } from '../../database/adapter.ts'

export interface PostgresTable {
  /** Where its rows are: itself, or what it is divided into. */
  readonly parts: readonly PostgresPart[]
  readonly unreadable: ReadonlySet<string>
}

export interface PostgresPart {
  readonly oid: string
  /** As the server counted them last, and at least one: asking for the size would wait for locks. */
  readonly pages: number
}

const query = `
  with recursive parts as (
    select c.oid as root, c.oid as part, c.relkind, c.relpages as pages from pg_catalog.pg_class c where c.relkind in ('r', 'p', 'f')
    union all
    select p.root, leaf.oid, leaf.relkind, leaf.relpages from parts p
    join pg_catalog.pg_inherits i on i.inhparent = p.part
    join pg_catalog.pg_class leaf on leaf.oid = i.inhrelid and leaf.relispartition
  )
  select n.nspname as schema, c.relname as name,
         (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object('oid', p.part::text, 'pages',
            greatest(p.pages, 1)) order by p.part), '[]')::text
          from parts p where p.root = c.oid and p.relkind = 'r') as parts,
         (select coalesce(pg_catalog.json_agg(a.attname), '[]')::text from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')) as unreadable
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')`

/** By schema and name as JSON: where each table's rows are, and what of it the role may not read. */
export async function postgresTables(session: Session): Promise<ReadonlyMap<string, PostgresTable>> {
  const found = await session.query<{ schema: string; name: string; parts: string; unreadable: string }>(query)
  return new Map(
    found.map(({ schema, name, parts, unreadable }) => [
      JSON.stringify([schema, name]),
      { parts: asParts(JSON.parse(parts)), unreadable: new Set(asNames(JSON.parse(unreadable))) },
    ]),
  )
}

/** A cast: what the query makes of names. */
function asNames(list: unknown): readonly string[] {
  return list as string[]
}

/** A cast: what the query makes of parts. */
function asParts(list: unknown): readonly PostgresPart[] {
  return list as PostgresPart[]
}
