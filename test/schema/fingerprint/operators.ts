import { ofUsers, owner, rowWithout } from './scope.ts'

const operator = `select 'operator ' || o.oid::regoperator::text || ' ' || (
    ${rowWithout('o', 'oid', 'oprname', 'oprnamespace', 'oprowner', 'oprleft', 'oprright', 'oprresult', 'oprcom', 'oprnegate')}
    || jsonb_build_object('owner', ${owner('o.oprowner')}, 'commutator', nullif(o.oprcom, 0)::regoperator::text, 'negator', nullif(o.oprnegate, 0)::regoperator::text))::text
  from pg_operator o where ${ofUsers('pg_operator', 'o.oid')}`

const family = `select 'operator family ' || f.opfnamespace::regnamespace::text || '.' || quote_ident(f.opfname) || ' using ' || a.amname || ' ' || jsonb_build_object(
    'owner', ${owner('f.opfowner')},
    'operators', (select jsonb_agg(o.amopstrategy || ' ' || o.amopopr::regoperator::text || ' ' || o.amoppurpose::text order by o.amoplefttype::regtype::text, o.amoprighttype::regtype::text, o.amopstrategy) from pg_amop o where o.amopfamily = f.oid),
    'functions', (select jsonb_agg(p.amprocnum || ' ' || p.amproc::text order by p.amproclefttype::regtype::text, p.amprocrighttype::regtype::text, p.amprocnum) from pg_amproc p where p.amprocfamily = f.oid))::text
  from pg_opfamily f join pg_am a on a.oid = f.opfmethod where ${ofUsers('pg_opfamily', 'f.oid')}`

const operatorClass = `select 'operator class ' || c.opcnamespace::regnamespace::text || '.' || quote_ident(c.opcname) || ' using ' || a.amname || ' ' || jsonb_build_object(
    'owner', ${owner('c.opcowner')}, 'type', c.opcintype::regtype::text, 'default', c.opcdefault, 'key', nullif(c.opckeytype, 0)::regtype::text,
    'family', (select f.opfnamespace::regnamespace::text || '.' || f.opfname from pg_opfamily f where f.oid = c.opcfamily))::text
  from pg_opclass c join pg_am a on a.oid = c.opcmethod where ${ofUsers('pg_opclass', 'c.oid')}`

const accessMethod = `select 'access method ' || quote_ident(a.amname) || ' ' || a.amtype::text || ' ' || a.amhandler::text
  from pg_am a where ${ofUsers('pg_am', 'a.oid')}`

const searchConfiguration = `select 'text search configuration ' || c.oid::regconfig::text || ' ' || jsonb_build_object(
    'owner', ${owner('c.cfgowner')}, 'parser', (select p.prsname from pg_ts_parser p where p.oid = c.cfgparser),
    'mapping', (select jsonb_agg(m.maptokentype || ' ' || m.mapseqno || ' ' || m.mapdict::regdictionary::text order by m.maptokentype, m.mapseqno) from pg_ts_config_map m where m.mapcfg = c.oid))::text
  from pg_ts_config c where ${ofUsers('pg_ts_config', 'c.oid')}`

const searchDictionary = `select 'text search dictionary ' || d.oid::regdictionary::text || ' ' || jsonb_build_object(
    'owner', ${owner('d.dictowner')}, 'template', (select t.tmplname from pg_ts_template t where t.oid = d.dicttemplate), 'options', d.dictinitoption)::text
  from pg_ts_dict d where ${ofUsers('pg_ts_dict', 'd.oid')}`

const conversion = `select 'conversion ' || c.connamespace::regnamespace::text || '.' || quote_ident(c.conname) || ' ' || (
    ${rowWithout('c', 'oid', 'conname', 'connamespace', 'conowner')} || jsonb_build_object('owner', ${owner('c.conowner')}))::text
  from pg_conversion c where ${ofUsers('pg_conversion', 'c.oid')}`

export const operatorQueries = [
  operator,
  family,
  operatorClass,
  accessMethod,
  searchConfiguration,
  searchDictionary,
  conversion,
]
