import type { EventTrigger } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { firing } from './firing.ts'
import { ownObject, scope } from './scope.ts'

const query = `${scope}
select pg_catalog.json_build_object(
  'name', o.evtname,
  'event', o.evtevent,
  'function', pg_catalog.json_build_object('schema', n.nspname, 'name', p.proname),
  'tags', coalesce((select pg_catalog.json_agg(tag order by tag collate "C") from pg_catalog.unnest(o.evttags) as tag), '[]'),
  'fires', ${firing('o.evtenabled')}
)::text as fact
from pg_catalog.pg_event_trigger o
join pg_catalog.pg_proc p on p.oid = o.evtfoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where ${ownObject('pg_event_trigger', 'o.oid')}
order by o.evtname collate "C"`

export async function readEventTriggers(source: Reader, schemas: string | null): Promise<EventTrigger[]> {
  return facts(source, query, [schemas])
}
