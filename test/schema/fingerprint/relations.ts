import { ofUsers, owner, relationName, relationOfUsers, rowWithout, sorted } from './scope.ts'

const relation = `select 'relation ' || ${relationName('c.oid')} || ' ' || (
    ${rowWithout('c', 'oid', 'relname', 'relnamespace', 'reltype', 'reloftype', 'relowner', 'relam', 'relfilenode', 'reltablespace', 'relpages', 'reltuples', 'relallvisible', 'relallfrozen', 'reltoastrelid', 'relhasindex', 'relhasrules', 'relhastriggers', 'relhassubclass', 'relnatts', 'relchecks', 'relrewrite', 'relfrozenxid', 'relminmxid', 'relacl', 'reloptions', 'relpartbound')}
    || jsonb_build_object(
      'owner', ${owner('c.relowner')},
      'method', (select amname from pg_am where pg_am.oid = c.relam),
      'tablespace', (select spcname from pg_tablespace s where s.oid = c.reltablespace),
      'of', nullif(c.reloftype, 0)::regtype::text,
      'options', ${sorted('c.reloptions')},
      'toast options', (select ${sorted('t.reloptions')} from pg_class t where t.oid = c.reltoastrelid),
      'bound', pg_get_expr(c.relpartbound, c.oid),
      'partitioned', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end))::text
  from pg_class c where ${relationOfUsers('c')}`

const inheritance = `select 'inheritance ' || ${relationName('i.inhrelid')} || ' from ' || ${relationName('i.inhparent')}
  from pg_inherits i join pg_class c on c.oid = i.inhrelid where ${relationOfUsers('c')}`

const column = `select 'column ' || ${relationName('c.oid')} || '.' || quote_ident(a.attname) || ' ' || (
    ${rowWithout('a', 'attrelid', 'attname', 'atttypid', 'attnum', 'attcacheoff', 'attndims', 'atttypmod', 'attcollation', 'attacl', 'attoptions', 'attfdwoptions', 'atthasmissing', 'attmissingval', 'attisdropped')}
    || jsonb_build_object(
      'type', format_type(a.atttypid, a.atttypmod),
      'collation', nullif(a.attcollation, 0)::regcollation::text,
      'options', ${sorted('a.attoptions')},
      'foreign options', ${sorted('a.attfdwoptions')},
      'default', (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum)))::text
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where a.attnum > 0 and not a.attisdropped and c.relkind not in ('i', 'I', 'S') and ${relationOfUsers('c')}`

/** Expressions of an index have a statistics target of their own. */
const indexColumn = `select 'index column ' || ${relationName('c.oid')} || '.' || a.attnum || ' ' || jsonb_build_object('statistics', to_jsonb(a) -> 'attstattarget', 'options', ${sorted('a.attoptions')})::text
  from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attnum > 0 and c.relkind in ('i', 'I') and ${relationOfUsers('c')}`

/**
 * Which of several fitting indexes a foreign key leans on is chance, and so is whether keys are said not to be inherited.
 * Foreign keys that point to a partitioned table are noted once more for each of its partitions.
 */
const constraint = `select 'constraint ' || coalesce(${relationName('nullif(o.conrelid, 0)')}, nullif(o.contypid, 0)::regtype::text) || '.' || quote_ident(o.conname) || ' ' || (
    ${rowWithout('o', 'oid', 'conname', 'connamespace', 'conrelid', 'contypid', 'conindid', 'conparentid', 'confrelid', 'conkey', 'confkey', 'conpfeqop', 'conppeqop', 'conffeqop', 'confdelsetcols', 'conexclop', 'conbin', 'connoinherit')}
    || jsonb_build_object(
      'definition', pg_get_constraintdef(o.oid),
      'no inherit', case when o.contype in ('c', 'n') then o.connoinherit end,
      'index', case when o.contype <> 'f' then ${relationName('nullif(o.conindid, 0)')} end,
      'of', (select ${relationName('w.conrelid')} || '.' || quote_ident(w.conname) from pg_constraint w where w.oid = o.conparentid)))::text
  from pg_constraint o left join pg_class c on c.oid = o.conrelid
  where ${ofUsers('pg_constraint', 'o.oid')} and o.contype <> 't'
    and (c.oid is null and ${ofUsers('pg_type', 'o.contypid')} or ${relationOfUsers('c')})
    and not exists (select from pg_constraint w where w.oid = o.conparentid and w.conrelid = o.conrelid)`

const index = `select 'index ' || ${relationName('i.indexrelid')} || ' ' || (
    ${rowWithout('i', 'indexrelid', 'indrelid', 'indcheckxmin', 'indkey', 'indcollation', 'indclass', 'indoption', 'indexprs', 'indpred')}
    || jsonb_build_object('definition', pg_get_indexdef(i.indexrelid)))::text
  from pg_index i join pg_class c on c.oid = i.indrelid where ${relationOfUsers('c')}`

const sequence = `select 'sequence ' || ${relationName('s.seqrelid')} || ' ' || (
    ${rowWithout('s', 'seqrelid', 'seqtypid')}
    || jsonb_build_object('type', s.seqtypid::regtype::text, 'owned', (
      select ${relationName('d.refobjid')} || '.' || quote_ident(a.attname) || ' ' || d.deptype::text
      from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))))::text
  from pg_sequence s join pg_class c on c.oid = s.seqrelid where ${relationOfUsers('c')}`

const view = `select 'view ' || ${relationName('c.oid')} || ' ' || pg_get_viewdef(c.oid)
  from pg_class c where c.relkind in ('v', 'm') and ${relationOfUsers('c')}`

const rule = `select 'rule ' || ${relationName('r.ev_class')} || '.' || quote_ident(r.rulename) || ' ' || r.ev_enabled::text || ' ' || pg_get_ruledef(r.oid)
  from pg_rewrite r join pg_class c on c.oid = r.ev_class where r.rulename <> '_RETURN' and ${relationOfUsers('c')}`

const trigger = `select 'trigger ' || ${relationName('t.tgrelid')} || '.' || quote_ident(t.tgname) || ' ' || jsonb_build_object(
    'enabled', t.tgenabled, 'inherited', t.tgparentid <> 0, 'definition', pg_get_triggerdef(t.oid))::text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and ${relationOfUsers('c')}`

const policy = `select 'policy ' || ${relationName('p.polrelid')} || '.' || quote_ident(p.polname) || ' ' || (
    ${rowWithout('p', 'oid', 'polname', 'polrelid', 'polroles', 'polqual', 'polwithcheck')}
    || jsonb_build_object(
      'roles', (select array_agg(case r when 0 then 'PUBLIC' else quote_ident(${owner('r')}) end order by ${owner('r')}) from unnest(p.polroles) as r),
      'using', pg_get_expr(p.polqual, p.polrelid),
      'check', pg_get_expr(p.polwithcheck, p.polrelid)))::text
  from pg_policy p join pg_class c on c.oid = p.polrelid where ${relationOfUsers('c')}`

const statistics = `select 'statistics ' || s.stxnamespace::regnamespace::text || '.' || quote_ident(s.stxname) || ' ' || jsonb_build_object(
    'target', to_jsonb(s) -> 'stxstattarget', 'owner', ${owner('s.stxowner')}, 'definition', pg_get_statisticsobjdef(s.oid))::text
  from pg_statistic_ext s where ${ofUsers('pg_statistic_ext', 's.oid')}`

export const relationQueries = [
  relation,
  inheritance,
  column,
  indexColumn,
  constraint,
  index,
  sequence,
  view,
  rule,
  trigger,
  policy,
  statistics,
]
