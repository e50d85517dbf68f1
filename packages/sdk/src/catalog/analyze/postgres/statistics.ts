import type { Statistics } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

const query = `${scope}
select pg_catalog.json_build_object(
  'schema', n.nspname,
  'name', o.stxname,
  'table', pg_catalog.json_build_object('schema', tn.nspname, 'name', c.relname),
  'definition', pg_catalog.pg_get_statisticsobjdef(o.oid),
  'target', case when o.stxstattarget >= 0 then o.stxstattarget end
)::text as fact
from pg_catalog.pg_statistic_ext o
join scope n on n.oid = o.stxnamespace
join pg_catalog.pg_class c on c.oid = o.stxrelid
join pg_catalog.pg_namespace tn on tn.oid = c.relnamespace
where ${ownObject('pg_statistic_ext', 'o.oid')} and ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", o.stxname collate "C"`

export async function readStatistics(source: Reader, schemas: string | null): Promise<Statistics[]> {
  return facts(source, query, [schemas])
}
