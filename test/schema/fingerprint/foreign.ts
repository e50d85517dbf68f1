import { ofUsers, owner, relationName, rowWithout, sorted } from './scope.ts'

const schema = `select 'schema ' || quote_ident(n.nspname) || ' ' || ${owner('n.nspowner')}
  from pg_namespace n where (${ofUsers('pg_namespace', 'n.oid')} or n.nspname = 'public') and n.nspname !~ '^pg_(toast_)?temp_'`

/** What an extension holds is known by its name and version. */
const extension = `select 'extension ' || quote_ident(e.extname) || ' ' || e.extversion || ' ' || e.extnamespace::regnamespace::text || ' ' || ${owner('e.extowner')}
  from pg_extension e where e.oid >= 16384 or e.extname <> 'plpgsql'`

const wrapper = `select 'foreign data wrapper ' || quote_ident(w.fdwname) || ' ' || jsonb_build_object(
    'owner', ${owner('w.fdwowner')}, 'handler', nullif(w.fdwhandler, 0)::regprocedure::text, 'validator', nullif(w.fdwvalidator, 0)::regprocedure::text, 'options', ${sorted('w.fdwoptions')})::text
  from pg_foreign_data_wrapper w where ${ofUsers('pg_foreign_data_wrapper', 'w.oid')}`

const server = `select 'server ' || quote_ident(s.srvname) || ' ' || jsonb_build_object(
    'owner', ${owner('s.srvowner')}, 'wrapper', (select w.fdwname from pg_foreign_data_wrapper w where w.oid = s.srvfdw), 'type', s.srvtype, 'version', s.srvversion, 'options', ${sorted('s.srvoptions')})::text
  from pg_foreign_server s where ${ofUsers('pg_foreign_server', 's.oid')}`

const mapping = `select 'user mapping ' || quote_ident(s.srvname) || ' ' || case m.umuser when 0 then 'PUBLIC' else quote_ident(${owner('m.umuser')}) end || ' ' || coalesce(${sorted('m.umoptions')}::text, '')
  from pg_user_mapping m join pg_foreign_server s on s.oid = m.umserver`

const foreignTable = `select 'foreign table ' || ${relationName('f.ftrelid')} || ' ' || jsonb_build_object(
    'server', (select s.srvname from pg_foreign_server s where s.oid = f.ftserver), 'options', ${sorted('f.ftoptions')})::text
  from pg_foreign_table f where ${ofUsers('pg_class', 'f.ftrelid')}`

const publication = `select 'publication ' || quote_ident(p.pubname) || ' ' || (
    ${rowWithout('p', 'oid', 'pubname', 'pubowner')} || jsonb_build_object('owner', ${owner('p.pubowner')},
      'schemas', (select array_agg(n.pnnspid::regnamespace::text order by n.pnnspid::regnamespace::text) from pg_publication_namespace n where n.pnpubid = p.oid)))::text
  from pg_publication p`

const published = `select 'published ' || quote_ident(p.pubname) || ' ' || ${relationName('r.prrelid')} || ' ' || jsonb_build_object(
    'where', pg_get_expr(r.prqual, r.prrelid),
    'columns', (select array_agg(a.attname order by a.attname) from unnest(r.prattrs) as k join pg_attribute a on a.attrelid = r.prrelid and a.attnum = k))::text
  from pg_publication_rel r join pg_publication p on p.oid = r.prpubid`

export const foreignQueries = [schema, extension, wrapper, server, mapping, foreignTable, publication, published]
