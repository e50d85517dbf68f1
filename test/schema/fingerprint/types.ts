import { ofUsers, owner, rowWithout } from './scope.ts'

/** Arrays come with their element, row types with their table, multiranges with their range. */
const type = `select 'type ' || t.oid::regtype::text || ' ' || (
    ${rowWithout('t', 'oid', 'typname', 'typnamespace', 'typowner', 'typrelid', 'typelem', 'typarray', 'typbasetype', 'typtypmod', 'typcollation', 'typdefaultbin', 'typdefault', 'typacl', 'typsubscript', 'typndims')}
    || jsonb_build_object(
      'owner', ${owner('t.typowner')},
      'base', case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end,
      'collation', nullif(t.typcollation, 0)::regcollation::text,
      'default', coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault)))::text
  from pg_type t left join pg_class c on c.oid = t.typrelid
  where ${ofUsers('pg_type', 't.oid')} and t.typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c'`

const labels = `select 'enum ' || t.oid::regtype::text || ' ' || (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)::text
  from pg_type t where t.typtype = 'e' and ${ofUsers('pg_type', 't.oid')}`

const range = `select 'range ' || r.rngtypid::regtype::text || ' ' || jsonb_build_object(
    'subtype', r.rngsubtype::regtype::text, 'multirange', r.rngmultitypid::regtype::text, 'collation', nullif(r.rngcollation, 0)::regcollation::text,
    'class', (select n.nspname || '.' || o.opcname from pg_opclass o join pg_namespace n on n.oid = o.opcnamespace where o.oid = r.rngsubopc),
    'canonical', r.rngcanonical::text, 'difference', r.rngsubdiff::text)::text
  from pg_range r where ${ofUsers('pg_type', 'r.rngtypid')}`

const collation = `select 'collation ' || o.oid::regcollation::text || ' ' || (
    ${rowWithout('o', 'oid', 'collname', 'collnamespace', 'collowner', 'collversion', 'collencoding')} || jsonb_build_object('owner', ${owner('o.collowner')}))::text
  from pg_collation o where ${ofUsers('pg_collation', 'o.oid')}`

const cast = `select 'cast ' || x.castsource::regtype::text || ' as ' || x.casttarget::regtype::text || ' ' || (
    ${rowWithout('x', 'oid', 'castsource', 'casttarget', 'castfunc')} || jsonb_build_object('function', nullif(x.castfunc, 0)::regprocedure::text))::text
  from pg_cast x where ${ofUsers('pg_cast', 'x.oid')}`

export const typeQueries = [type, labels, range, collation, cast]
