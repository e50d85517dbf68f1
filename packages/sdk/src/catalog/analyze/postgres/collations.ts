import type { Collation } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

/** Columns came late: before Postgres 15 the locale of ICU stood where that of libc stands. */
function query(version: number): string {
  const locale = version >= 170000 ? 'o.colllocale' : version >= 150000 ? 'o.colliculocale' : 'o.collcollate'
  return `${scope}
select pg_catalog.json_build_object(
  'schema', n.nspname,
  'name', o.collname,
  'provider', case o.collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end,
  'locale', case when o.collprovider in ('i', 'b') then ${locale} end,
  'collate', case when o.collprovider = 'c' then o.collcollate end,
  'ctype', case when o.collprovider = 'c' then o.collctype end,
  'deterministic', o.collisdeterministic,
  'rules', ${version >= 160000 ? 'o.collicurules' : 'null'}
)::text as fact
from pg_catalog.pg_collation o
join scope n on n.oid = o.collnamespace
where ${ownObject('pg_collation', 'o.oid')}
order by n.nspname collate "C", o.collname collate "C"`
}

export async function readCollations(source: Reader, schemas: string | null, version: number): Promise<Collation[]> {
  return facts(source, query(version), [schemas])
}
