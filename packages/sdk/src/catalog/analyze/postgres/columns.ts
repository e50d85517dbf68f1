import type { NotNullConstraint } from '../../definition.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { manyFacts, type Reader } from '../source.ts'
import { ownObject, scope } from './scope.ts'

export interface ColumnFact {
  readonly relation: number
  readonly name: string
  readonly position: number
  readonly type: number
  readonly modifier: number
  readonly dimensions: number
  readonly databaseType: string
  readonly notNull: boolean
  readonly expression: string | null
  readonly identity: '' | 'a' | 'd'
  readonly generated: '' | 's' | 'v'
  readonly collation: string | null
  readonly sequence: QualifiedName | null
  readonly inherited: boolean
  readonly storage: 'p' | 'e' | 'x' | 'm' | null
  readonly compression: '' | 'p' | 'l'
  readonly statisticsTarget: number | null
  readonly options: readonly string[] | null
  readonly foreignOptions: readonly string[] | null
  readonly notNullConstraint: NotNullConstraint | null
}

/** Postgres 18 keeps NOT NULL as a constraint with a name. */
function notNullConstraint(version: number): { readonly fact: string; readonly join: string } {
  if (version < 180000) return { fact: 'null', join: '' }
  return {
    fact: `case when k.oid is not null then pg_catalog.json_build_object(
    'name', k.conname, 'valid', k.convalidated, 'noInherit', k.connoinherit, 'inherited', not k.conislocal
  ) end`,
    join: `left join pg_catalog.pg_constraint k on k.conrelid = a.attrelid and k.contype = 'n' and k.conkey = array[a.attnum]`,
  }
}

function query(version: number): string {
  const { fact, join } = notNullConstraint(version)
  return `${scope}, drawn as (
  select d.refobjid as relation, d.refobjsubid as position, d.objid as sequence
  from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
    and d.deptype = 'i' and d.refobjsubid > 0
  union
  select ad.adrelid, ad.adnum, d.refobjid
  from pg_catalog.pg_depend d
  join pg_catalog.pg_attrdef ad on d.classid = 'pg_catalog.pg_attrdef'::regclass and ad.oid = d.objid
  where d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype = 'n'
), sequenced as (
  select distinct on (drawn.relation, drawn.position) drawn.relation, drawn.position, sn.nspname as schema, s.relname as name
  from drawn
  join pg_catalog.pg_class s on s.oid = drawn.sequence and s.relkind = 'S'
  join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
  order by drawn.relation, drawn.position, s.oid
)
select pg_catalog.json_build_object(
  'relation', a.attrelid::bigint,
  'name', a.attname,
  'position', a.attnum,
  'type', a.atttypid::bigint,
  'modifier', a.atttypmod,
  'dimensions', a.attndims,
  'databaseType', pg_catalog.format_type(a.atttypid, a.atttypmod),
  'notNull', a.attnotnull,
  'expression', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
  'identity', a.attidentity,
  'generated', a.attgenerated,
  'collation', case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
  'sequence', case when q.name is not null then pg_catalog.json_build_object('schema', q.schema, 'name', q.name) end,
  'inherited', a.attinhcount > 0 and not a.attislocal,
  'storage', case when a.attstorage <> t.typstorage then a.attstorage end,
  'compression', a.attcompression,
  'statisticsTarget', case when a.attstattarget >= 0 then a.attstattarget end,
  'options', a.attoptions,
  'foreignOptions', a.attfdwoptions,
  'notNullConstraint', ${fact}
)::text as fact
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join sequenced q on q.relation = a.attrelid and q.position = a.attnum
${join}
where c.relkind in ('r', 'p', 'f', 'v', 'm') and a.attnum > 0 and not a.attisdropped and ${ownObject('pg_class', 'c.oid')}
order by a.attrelid, a.attnum`
}

/** Columns of tables and views. */
export function readColumns(source: Reader, schemas: string | null, version: number): Promise<Iterable<ColumnFact>> {
  return manyFacts(source, query(version), [schemas])
}
