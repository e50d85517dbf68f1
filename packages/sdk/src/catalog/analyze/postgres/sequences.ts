import type { Sequence } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

/** Where a sequence stands is told only to a role that may select from it. */
const query = `${scope}
select pg_catalog.json_build_object(
  'schema', n.nspname,
  'name', c.relname,
  'databaseType', pg_catalog.format_type(s.seqtypid, null),
  'start', s.seqstart::text,
  'increment', s.seqincrement::text,
  'minimum', s.seqmin::text,
  'maximum', s.seqmax::text,
  'cycle', s.seqcycle,
  'cache', s.seqcache::text,
  'unlogged', c.relpersistence = 'u',
  'last', case
    when pg_catalog.has_sequence_privilege(c.oid, 'SELECT') then pg_catalog.pg_sequence_last_value(c.oid::regclass)::text
  end,
  'owner', (
    select pg_catalog.json_build_object('schema', tn.nspname, 'name', t.relname, 'column', a.attname)
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class t on t.oid = d.refobjid
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
      and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
  )
)::text as fact
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join scope n on n.oid = c.relnamespace
where ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C"`

export async function readSequences(source: Reader, schemas: string | null): Promise<Sequence[]> {
  return facts(source, query, [schemas])
}
