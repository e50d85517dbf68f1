import type { Session } from '../../database/adapter.ts'

/** What a role could change, as a sentence names it: "INSERT on public.users". */
export interface WritePrivileges {
  readonly role: string
  readonly total: number
  /** The first of them. */
  readonly some: readonly string[]
}

const shown = 5

const mightyRoles = [
  'pg_write_all_data',
  'pg_write_server_files',
  'pg_execute_server_program',
  'pg_signal_backend',
  'pg_signal_autovacuum_worker',
  'pg_maintain',
  'pg_checkpoint',
  'pg_create_subscription',
  'rds_superuser',
  'cloudsqlsuperuser',
  'alloydbsuperuser',
  'azure_pg_admin',
  'neon_superuser',
]

/** All roles count that the role is a member of, whether it inherits from them or would have to become them. */
const query = `
  with reachable as (
    select oid, rolname, rolsuper, rolcreatedb, rolcreaterole, rolreplication from pg_catalog.pg_roles
    where rolname = session_user or (pg_catalog.pg_has_role(session_user, oid, 'member')
      and not (select rolsuper from pg_catalog.pg_roles where rolname = session_user))
  ), relation as (
    select c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) as name
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
      and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  ), may (rank, what) as (
    select 1, format('the attribute %s of role %I', attribute, rolname) from reachable,
      lateral (values ('SUPERUSER', rolsuper), ('CREATEDB', rolcreatedb), ('CREATEROLE', rolcreaterole), ('REPLICATION', rolreplication)) as a(attribute, has)
      where has
    union all
    select 2, format('membership of %I', rolname) from reachable where rolname = any (string_to_array($1, ' '))
    union all
    select distinct 3, format('ownership of %s',
      pg_catalog.pg_describe_object(d.classid, d.objid, 0)) from pg_catalog.pg_shdepend d join reachable r
      on d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass and d.refobjid = r.oid and d.deptype = 'o'
      where d.dbid = (select oid from pg_catalog.pg_database where datname = current_database())
        or (d.dbid = 0 and d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass
          and d.objid = (select oid from pg_catalog.pg_database where datname = current_database()))
    union all
    select distinct 4, format('%s on %s', privilege, relation.name) from relation, reachable,
      unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']
        || case when current_setting('server_version_num')::integer >= 170000 then array['MAINTAIN'] end) as privilege
      where relkind <> 'S' and case when privilege in ('INSERT', 'UPDATE')
        then pg_catalog.has_any_column_privilege(reachable.oid, relation.oid, privilege)
        else pg_catalog.has_table_privilege(reachable.oid, relation.oid, privilege) end
    union all
    select distinct 5, format('%s on sequence %s', privilege, relation.name) from relation, reachable,
      unnest(array['USAGE', 'UPDATE']) as privilege
      where relkind = 'S' and pg_catalog.has_sequence_privilege(reachable.oid, relation.oid, privilege)
    union all
    select distinct 6, format('CREATE on schema %I', nspname) from pg_catalog.pg_namespace n, reachable
      where nspname !~ '^pg_(toast|temp)' and pg_catalog.has_schema_privilege(reachable.oid, n.oid, 'CREATE')
    union all
    select distinct 7, format('CREATE on database %I', current_database()) from reachable
      where pg_catalog.has_database_privilege(reachable.oid, current_database(), 'CREATE')
    union all
    select distinct 8, format('UPDATE on large object %s', l.oid) from pg_catalog.pg_largeobject_metadata l,
      lateral pg_catalog.aclexplode(l.lomacl) as granted
      where granted.privilege_type = 'UPDATE' and (granted.grantee = 0 or granted.grantee in (select oid from reachable))
  )
  select what, session_user::text as role, (count(*) over ())::integer as total from may order by rank, what limit ${shown}`

/** What the role of a connection could write to, whatever transaction it is in; undefined where it is nothing. */
export async function writePrivileges(session: Pick<Session, 'query'>): Promise<WritePrivileges | undefined> {
  const rows = await session.query<{ what: string; role: string; total: number }>(query, [mightyRoles.join(' ')])
  const [first] = rows
  return first && { role: first.role, total: first.total, some: rows.map(({ what }) => what) }
}
