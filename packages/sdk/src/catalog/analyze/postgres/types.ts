import type { CompositeField, DomainCheck } from '../../column-type.ts'
import type { QualifiedName } from '../../qualified-name.ts'
import { facts, type Reader } from '../source.ts'
import { scope } from './scope.ts'

export interface TypeFact extends QualifiedName {
  readonly oid: number
  readonly type: 'b' | 'c' | 'd' | 'e' | 'p' | 'r' | 'm'
  /** What kind of thing it is an array of, where it is one. */
  readonly element: number | null
  readonly extension: string | null
  /** Listed as an object of its own, as it is neither of the system, of an extension nor the row type of a table. */
  readonly listed: boolean
  readonly base: number
  readonly modifier: number
  readonly dimensions: number
  readonly baseType: string | null
  readonly collation: string | null
  readonly notNull: boolean
  readonly default: string | null
  readonly labels: readonly string[] | null
  readonly checks: readonly DomainCheck[] | null
  readonly fields: readonly FieldFact[] | null
  readonly subtype: number | null
}

interface FieldFact extends Omit<CompositeField, 'type'> {
  readonly type: number
  readonly modifier: number
}

/** Types that columns use, those that the schemas declare, and whatever these are made of. */
const query = `${scope}, recursive_start as (
  select distinct a.atttypid as oid
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'f')
  join scope n on n.oid = c.relnamespace
  where a.attnum > 0 and not a.attisdropped
  union
  select t.oid
  from pg_catalog.pg_type t
  join scope n on n.oid = t.typnamespace
  left join pg_catalog.pg_class c on c.oid = t.typrelid
  where t.typtype in ('e', 'd', 'r') or c.relkind = 'c'
), used as (
  with recursive used(oid) as (
    select oid from recursive_start
    union
    select part.oid
    from used
    join pg_catalog.pg_type t on t.oid = used.oid
    cross join lateral (
      select t.typelem as oid where t.typelem <> 0
      union all select t.typbasetype where t.typbasetype <> 0
      union all select r.rngsubtype from pg_catalog.pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
      union all select a.atttypid from pg_catalog.pg_attribute a
        where a.attrelid = t.typrelid and t.typrelid <> 0 and a.attnum > 0 and not a.attisdropped
    ) part
  )
  select oid from used
)
select pg_catalog.json_build_object(
  'oid', t.oid::bigint,
  'schema', n.nspname,
  'name', t.typname,
  'type', t.typtype,
  'element', case when t.typelem <> 0 and t.typsubscript = 'pg_catalog.array_subscript_handler'::regproc then t.typelem::bigint end,
  'extension', e.extname,
  'listed', e.extname is null and exists (select from scope where scope.oid = t.typnamespace) and coalesce(c.relkind = 'c', true),
  'base', t.typbasetype::bigint,
  'modifier', t.typtypmod,
  'dimensions', t.typndims,
  'baseType', case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end,
  'collation', case when t.typtype = 'd' and t.typcollation <> b.typcollation then t.typcollation::regcollation::text end,
  'notNull', t.typnotnull,
  'default', case when t.typtype = 'd' then t.typdefault end,
  'labels', (
    select pg_catalog.json_agg(l.enumlabel order by l.enumsortorder) from pg_catalog.pg_enum l where l.enumtypid = t.oid
  ),
  'checks', (
    select pg_catalog.json_agg(
      pg_catalog.json_build_object('name', k.conname, 'expression', pg_catalog.pg_get_expr(k.conbin, 0), 'valid', k.convalidated)
      order by k.conname collate "C"
    )
    from pg_catalog.pg_constraint k
    where k.contypid = t.oid and k.contype = 'c'
  ),
  'fields', case when t.typtype = 'c' then (
    select pg_catalog.json_agg(
      pg_catalog.json_build_object(
        'name', a.attname,
        'type', a.atttypid::bigint,
        'modifier', a.atttypmod,
        'databaseType', pg_catalog.format_type(a.atttypid, a.atttypmod),
        'collation', case when a.attcollation <> f.typcollation then a.attcollation::regcollation::text end
      ) order by a.attnum
    )
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_type f on f.oid = a.atttypid
    where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  ) end,
  'subtype', (select r.rngsubtype::bigint from pg_catalog.pg_range r where t.oid in (r.rngtypid, r.rngmultitypid))
)::text as fact
from used
join pg_catalog.pg_type t on t.oid = used.oid
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join pg_catalog.pg_class c on c.oid = t.typrelid
left join pg_catalog.pg_type b on b.oid = t.typbasetype
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
left join pg_catalog.pg_extension e on e.oid = d.refobjid and d.refclassid = 'pg_catalog.pg_extension'::regclass
order by n.nspname collate "C", t.typname collate "C"`

export async function readTypes(source: Reader, schemas: string | null): Promise<TypeFact[]> {
  return facts(source, query, [schemas])
}
