import type { QualifiedName } from '../../definition.ts'
import { facts, type Reader } from '../source.ts'
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
  readonly comment: string | null
  readonly sequence: QualifiedName | null
}

const query = `${scope}, drawn as (
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
  'collation', case when a.attcollation <> t.typcollation then l.collname end,
  'comment', pg_catalog.col_description(a.attrelid, a.attnum),
  'sequence', case when q.name is not null then pg_catalog.json_build_object('schema', q.schema, 'name', q.name) end
)::text as fact
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join scope n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
left join sequenced q on q.relation = a.attrelid and q.position = a.attnum
left join pg_catalog.pg_collation l on l.oid = a.attcollation
where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped and ${ownObject('pg_class', 'c.oid')}
order by a.attrelid, a.attnum`

export async function readColumns(source: Reader, schemas: string | null): Promise<ColumnFact[]> {
  return facts(source, query, [schemas])
}
