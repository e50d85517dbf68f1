import type { Policy } from '../../access.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

const query = `${scope}
select pg_catalog.json_build_object(
  'table', pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname),
  'name', o.polname,
  'command', case o.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
  'permissive', o.polpermissive,
  'roles', (
    select pg_catalog.json_agg(name order by name collate "C" nulls first)
    from (select case when role <> 0 then pg_catalog.pg_get_userbyid(role) end as name from pg_catalog.unnest(o.polroles) as role) roles
  ),
  'using', pg_catalog.pg_get_expr(o.polqual, o.polrelid),
  'check', pg_catalog.pg_get_expr(o.polwithcheck, o.polrelid)
)::text as fact
from pg_catalog.pg_policy o
join pg_catalog.pg_class c on c.oid = o.polrelid
join scope n on n.oid = c.relnamespace
where ${ownObject('pg_class', 'c.oid')}
order by n.nspname collate "C", c.relname collate "C", o.polname collate "C"`

export async function readPolicies(source: Reader, schemas: string | null): Promise<Policy[]> {
  return facts(source, query, [schemas])
}
