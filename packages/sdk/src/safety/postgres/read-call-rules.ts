import type { Session } from '../../database/adapter.ts'
import { type CallRules, harmlessExtensions, harmlessVolatile } from '../statements/call-rules.ts'

/** The first number that the server gives to what its users make. */
const firstOwn = 16384

/** Types of the database have these of their own; who used none of them could compare nothing. */
const everyday = '= <> < > <= >= + - * / % || ~~ && @> <@'

const query = `
  with harmless as (
    select d.classid, d.objid from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
    where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
      and e.extname = any (string_to_array($1, ' '))
  ), own as (
    select p.oid, p.proname, p.provolatile, p.proargtypes, p.pronargs from pg_catalog.pg_proc p
    where p.oid >= ${firstOwn} and not (p.provolatile <> 'v' and exists (
      select 1 from harmless h where h.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and h.objid = p.oid))
  )
  select json_build_object(
    'volatile', (select json_agg(distinct proname) from pg_catalog.pg_proc where oid < ${firstOwn} and provolatile = 'v'),
    'own', (select json_agg(distinct proname) from own),
    'ofRows', (select json_agg(distinct proname) from own
      join pg_catalog.pg_type t on t.oid = own.proargtypes[0]
      where own.provolatile = 'v' and own.pronargs > 0 and t.typtype in ('c', 'p', 'd')),
    'operators', (select json_agg(distinct oprname) from pg_catalog.pg_operator o
      where o.oid >= ${firstOwn}
        and not exists (select 1 from harmless h where h.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and h.objid = o.oid)
        and o.oprname <> all (string_to_array('${everyday}', ' '))),
    'views', (select json_agg(json_build_array(c.relname, pg_catalog.pg_get_viewdef(c.oid))) from pg_catalog.pg_class c
      where c.relkind = 'v' and c.oid >= ${firstOwn})
  )::text as rules`

interface Answer {
  readonly volatile: readonly string[] | null
  readonly own: readonly string[] | null
  readonly ofRows: readonly string[] | null
  readonly operators: readonly string[] | null
  readonly views: readonly (readonly [string, string])[] | null
}

/** What the database has that a statement could call. */
export async function readCallRules(session: Pick<Session, 'query'>): Promise<CallRules> {
  const [row] = await session.query<{ rules: string }>(query, [harmlessExtensions.join(' ')])
  const { volatile, own, ofRows, operators, views } = asBuilt(row?.rules ?? '{}')
  const byName = new Map<string, string[]>()
  for (const [name, text] of views ?? []) byName.set(name, [...(byName.get(name) ?? []), text])
  return {
    refusedBuiltIns: new Set((volatile ?? []).filter((name) => !harmlessVolatile.has(name))),
    ownFunctions: new Set(own ?? []),
    ownOfRows: new Set(ofRows ?? []),
    ownOperators: new Set(operators ?? []),
    views: byName,
  }
}

/** The query above builds it. */
function asBuilt(json: string): Answer {
  return JSON.parse(json) as Answer
}
