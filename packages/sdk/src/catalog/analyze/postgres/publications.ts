import type { Publication } from '../../publication.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

/** `version` is the server's number: lists of columns, conditions and whole schemas came with Postgres 15. */
function query(version: number): string {
  const late = version >= 150000
  const columns = `(
      select pg_catalog.json_agg(a.attname order by a.attnum)
      from pg_catalog.pg_attribute a
      where a.attrelid = r.prrelid and a.attnum = any (r.prattrs::int2[])
    )`
  const schemas = `(
    select pg_catalog.json_agg(n.nspname order by n.nspname collate "C")
    from pg_catalog.pg_publication_namespace s
    join pg_catalog.pg_namespace n on n.oid = s.pnnspid
    where s.pnpubid = o.oid
  )`
  return `${scope}
select pg_catalog.json_build_object(
  'name', o.pubname,
  'allTables', o.puballtables,
  'operations', pg_catalog.array_remove(array[
    case when o.pubinsert then 'insert' end, case when o.pubupdate then 'update' end,
    case when o.pubdelete then 'delete' end, case when o.pubtruncate then 'truncate' end
  ], null),
  'viaRoot', o.pubviaroot,
  'generatedColumns', ${version >= 180000 ? `case o.pubgencols when 's' then 'stored' else 'none' end` : `'none'`},
  'tables', coalesce((
    select pg_catalog.json_agg(pg_catalog.json_build_object(
      'schema', n.nspname,
      'name', c.relname,
      'columns', ${late ? columns : 'null'},
      'where', ${late ? 'pg_catalog.pg_get_expr(r.prqual, r.prrelid)' : 'null'}
    ) order by n.nspname collate "C", c.relname collate "C")
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_class c on c.oid = r.prrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where r.prpubid = o.oid
  ), '[]'),
  'schemas', coalesce(${late ? schemas : 'null'}, '[]'::json)
)::text as fact
from pg_catalog.pg_publication o
where ${ownObject('pg_publication', 'o.oid')}
order by o.pubname collate "C"`
}

export async function readPublications(
  source: Reader,
  schemas: string | null,
  version: number,
): Promise<Publication[]> {
  return facts(source, query(version), [schemas])
}
