import type { RangeType } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

/** What a range gets when nothing is said of it is null: the usual operators of its subtype, and its collation. */
const query = `${scope}
select pg_catalog.json_build_object(
  'schema', n.nspname,
  'name', t.typname,
  'subtype', pg_catalog.format_type(r.rngsubtype, null),
  'multirange', pg_catalog.format_type(r.rngmultitypid, null),
  'operatorClass', case when not oc.opcdefault
    then pg_catalog.quote_ident(ocn.nspname) || '.' || pg_catalog.quote_ident(oc.opcname)
  end,
  'collation', case when r.rngcollation <> st.typcollation then r.rngcollation::regcollation::text end,
  'canonical', case when r.rngcanonical <> 0 then r.rngcanonical::regproc::text end,
  'difference', case when r.rngsubdiff <> 0 then r.rngsubdiff::regproc::text end
)::text as fact
from pg_catalog.pg_range r
join pg_catalog.pg_type t on t.oid = r.rngtypid
join scope n on n.oid = t.typnamespace
join pg_catalog.pg_type st on st.oid = r.rngsubtype
join pg_catalog.pg_opclass oc on oc.oid = r.rngsubopc
join pg_catalog.pg_namespace ocn on ocn.oid = oc.opcnamespace
where ${ownObject('pg_type', 't.oid')}
order by n.nspname collate "C", t.typname collate "C"`

export async function readRanges(source: Reader, schemas: string | null): Promise<RangeType[]> {
  return facts(source, query, [schemas])
}
