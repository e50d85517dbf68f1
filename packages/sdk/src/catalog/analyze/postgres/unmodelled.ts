import type { Unmodelled } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

interface Catalog {
  readonly kind: string
  readonly catalog: string
  readonly name: string
  readonly namespace?: string
  readonly joins?: string
  readonly where?: string
}

/** Identifiers below this one were made by initdb. */
const firstOfUsers = 16384

const catalogs: readonly Catalog[] = [
  {
    kind: `case when o.typisdefined then 'base type' else 'shell type' end`,
    catalog: 'pg_type',
    name: 'o.typname',
    namespace: 'o.typnamespace',
    where: `o.typtype in ('b', 'p') and o.typsubscript <> 'pg_catalog.array_subscript_handler'::regproc`,
  },
  { kind: `'conversion'`, catalog: 'pg_conversion', name: 'o.conname', namespace: 'o.connamespace' },
  {
    kind: `'operator'`,
    catalog: 'pg_operator',
    name: `o.oprname || ' (' || o.oprleft::regtype || ', ' || o.oprright::regtype || ')'`,
    namespace: 'o.oprnamespace',
  },
  { kind: `'operator class'`, catalog: 'pg_opclass', name: 'o.opcname', namespace: 'o.opcnamespace' },
  { kind: `'operator family'`, catalog: 'pg_opfamily', name: 'o.opfname', namespace: 'o.opfnamespace' },
  { kind: `'text search configuration'`, catalog: 'pg_ts_config', name: 'o.cfgname', namespace: 'o.cfgnamespace' },
  { kind: `'text search dictionary'`, catalog: 'pg_ts_dict', name: 'o.dictname', namespace: 'o.dictnamespace' },
  { kind: `'text search parser'`, catalog: 'pg_ts_parser', name: 'o.prsname', namespace: 'o.prsnamespace' },
  { kind: `'text search template'`, catalog: 'pg_ts_template', name: 'o.tmplname', namespace: 'o.tmplnamespace' },
  { kind: `'cast'`, catalog: 'pg_cast', name: `o.castsource::regtype || ' to ' || o.casttarget::regtype` },
  {
    kind: `'subscription'`,
    catalog: 'pg_subscription',
    name: 'o.subname',
    where: 'o.subdbid = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())',
  },
  { kind: `'language'`, catalog: 'pg_language', name: 'o.lanname' },
  { kind: `'access method'`, catalog: 'pg_am', name: 'o.amname' },
  {
    kind: `'transform'`,
    catalog: 'pg_transform',
    name: `o.trftype::regtype || ' for ' || l.lanname`,
    joins: 'join pg_catalog.pg_language l on l.oid = o.trflang',
  },
]

function select({ kind, catalog, name, namespace = '0', joins = '', where = 'true' }: Catalog): string {
  return `select 'pg_catalog.${catalog}'::regclass as catalog, o.oid, ${kind} as kind, ${namespace} as namespace, ${name} as name
from pg_catalog.${catalog} o ${joins}
where o.oid >= ${firstOfUsers} and ${where}`
}

/** What is said of objects that have a place, and has none itself. */
const sayings = [
  `select 'tablespace of an index', n.nspname, c.relname || ' in ' || s.spcname
from pg_catalog.pg_class c
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_tablespace s on s.oid = c.reltablespace
where c.relkind in ('i', 'I')`,
  `select distinct 'column of a materialized view', n.nspname, c.relname || '.' || a.attname || ', how it is kept'
from pg_catalog.pg_class c
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_catalog.pg_type t on t.oid = a.atttypid
where c.relkind = 'm' and (a.attstattarget >= 0 or a.attcompression <> '' or a.attstorage <> t.typstorage or exists (
  select from pg_catalog.unnest(a.attoptions) as option where option not like 'pg\\_attver=%'
))`,
  `select distinct 'disabled triggers', n.nspname, c.relname || '.' || k.conname
from pg_catalog.pg_trigger g
join pg_catalog.pg_class c on c.oid = g.tgrelid
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_constraint k on k.oid = g.tgconstraint and k.contype <> 't'
where g.tgisinternal and g.tgenabled <> 'O'`,
  `select 'privileges of an extension''s object', n.nspname, c.relname
from pg_catalog.pg_class c
join scope n on n.oid = c.relnamespace
left join pg_catalog.pg_init_privs i
  on i.classoid = 'pg_catalog.pg_class'::regclass and i.objoid = c.oid and i.objsubid = 0
where c.relacl is distinct from i.initprivs and not ${ownObject('pg_class', 'c.oid')}`,
  `select 'privileges of an extension''s object', n.nspname, p.proname
from pg_catalog.pg_proc p
join scope n on n.oid = p.pronamespace
left join pg_catalog.pg_init_privs i on i.classoid = 'pg_catalog.pg_proc'::regclass and i.objoid = p.oid
where p.proacl is distinct from i.initprivs and not ${ownObject('pg_proc', 'p.oid')}`,
  `select 'dependency on an extension', null, pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ' on ' || e.extname
from pg_catalog.pg_depend d
join pg_catalog.pg_extension e on e.oid = d.refobjid
where d.deptype = 'x' and d.refclassid = 'pg_catalog.pg_extension'::regclass`,
  `select distinct 'security label', null, pg_catalog.pg_describe_object(l.classoid, l.objoid, l.objsubid) || ' for ' || l.provider
from pg_catalog.pg_seclabel l`,
  `select 'large objects', null, pg_catalog.count(*)::text from pg_catalog.pg_largeobject_metadata having pg_catalog.count(*) > 0`,
]

/** Of all catalogs at once it is asked what belongs to something else: a plan for each of them takes longer than the rest. */
const query = `${scope}, found as (
${catalogs.map(select).join('\nunion all\n')}
), objects (kind, schema, name) as (
select f.kind, n.nspname, f.name
from found f left join scope n on n.oid = f.namespace
where (f.namespace = 0 or n.oid is not null) and not exists (
  select from extended e where e.classid = f.catalog and e.objid = f.oid
) and not exists (
  select from pg_catalog.pg_depend d where d.classid = f.catalog and d.objid = f.oid and d.deptype = 'i'
)
union all
${sayings.join('\nunion all\n')}
)
select pg_catalog.json_build_object('kind', kind, 'name', coalesce(schema || '.', '') || name)::text as fact
from objects
order by kind collate "C", schema collate "C", name collate "C"`

/** Objects that SchemaDefinition has no place for, so that nobody takes its silence for absence; parts of others left out. */
export async function readUnmodelled(source: Reader, schemas: string | null): Promise<Unmodelled[]> {
  return facts(source, query, [schemas])
}
