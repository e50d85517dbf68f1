import { firstOfUsers, ofUsers, owner, relationName, relationOfUsers } from './scope.ts'

/** One line per privilege: who made a list, and in which order, says nothing about who may do what. */
const grants = (name: string, list: string, from: string): string => `select 'privilege on ' || ${name} || ' ' ||
    case g.grantee when 0 then 'PUBLIC' else quote_ident(${owner('g.grantee')}) end || ' ' || g.privilege_type || case when g.is_grantable then ' with grant option' else '' end
  from ${from} cross join lateral (select distinct grantee, privilege_type, is_grantable from aclexplode(${list})) as g
  where `

const kindOf = `case c.relkind when 'S' then 's' else 'r' end::"char"`

const privileges = [
  `${grants(`'relation ' || ${relationName('c.oid')}`, `coalesce(c.relacl, acldefault(${kindOf}, c.relowner))`, 'pg_class c')} c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${relationOfUsers('c')}`,
  `${grants(`'column ' || ${relationName('c.oid')} || '.' || quote_ident(a.attname)`, 'a.attacl', 'pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped')} ${relationOfUsers('c')}`,
  `${grants(`'routine ' || p.oid::regprocedure::text`, `coalesce(p.proacl, acldefault('f', p.proowner))`, 'pg_proc p')} ${ofUsers('pg_proc', 'p.oid')}`,
  `${grants(`'type ' || t.oid::regtype::text`, `coalesce(t.typacl, acldefault('T', t.typowner))`, 'pg_type t left join pg_class c on c.oid = t.typrelid')} t.typcategory <> 'A' and coalesce(c.relkind, 'c') = 'c' and ${ofUsers('pg_type', 't.oid')}`,
  `${grants(`'schema ' || quote_ident(n.nspname)`, `coalesce(n.nspacl, acldefault('n', n.nspowner))`, 'pg_namespace n')} (n.nspname = 'public' or ${ofUsers('pg_namespace', 'n.oid')}) and n.nspname !~ '^pg_(toast_)?temp_'`,
  `${grants(`'language ' || quote_ident(l.lanname)`, `coalesce(l.lanacl, acldefault('l', l.lanowner))`, 'pg_language l')} ${ofUsers('pg_language', 'l.oid')}`,
  `${grants(`'foreign data wrapper ' || quote_ident(w.fdwname)`, `coalesce(w.fdwacl, acldefault('F', w.fdwowner))`, 'pg_foreign_data_wrapper w')} ${ofUsers('pg_foreign_data_wrapper', 'w.oid')}`,
  `${grants(`'server ' || quote_ident(s.srvname)`, `coalesce(s.srvacl, acldefault('S', s.srvowner))`, 'pg_foreign_server s')} ${ofUsers('pg_foreign_server', 's.oid')}`,
  `${grants(`'default of ' || ${owner('d.defaclrole')} || coalesce(' in ' || nullif(d.defaclnamespace, 0)::regnamespace::text, '') || ' ' || d.defaclobjtype::text`, 'd.defaclacl', 'pg_default_acl d')} true`,
]

const defaultLists = `select 'default privileges of ' || ${owner('d.defaclrole')} || coalesce(' in ' || nullif(d.defaclnamespace, 0)::regnamespace::text, '') || ' ' || d.defaclobjtype::text
  from pg_default_acl d`

const comments = `select 'comment on ' || i.type || ' ' || i.identity || ' ' || to_jsonb(d.description)::text
  from pg_description d cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
  where d.objoid >= ${firstOfUsers} and not exists (select from pg_depend m where m.classid = d.classoid and m.objid = d.objoid and m.deptype = 'e')
    and (i.schema is null or i.schema !~ '^pg_(toast_)?temp_')
    or d.classoid = 'pg_namespace'::regclass and i.identity = 'public'`

export const accessQueries = [...privileges, defaultLists, comments]
