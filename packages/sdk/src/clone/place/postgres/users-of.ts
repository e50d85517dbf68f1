import type { Session } from '../../../database/adapter.ts'

/** Who is connected to a database, by application and role, with their number; a sentence's part each. */
export async function usersOf(server: Session, name: string): Promise<string[]> {
  const rows = await server.query<{ application: string | null; role: string | null; count: number }>(
    `select nullif(application_name, '') as application, usename as role, count(*)::int as count
     from pg_catalog.pg_stat_activity
     where datname = $1 and pid <> pg_catalog.pg_backend_pid() and backend_type = 'client backend'
     group by 1, 2 order by 3 desc, 1, 2`,
    [name],
  )
  const prepared = await server.query<{ count: number }>(
    'select count(*)::int as count from pg_catalog.pg_prepared_xacts where database = $1 having count(*) > 0',
    [name],
  )
  return [
    ...rows.map(
      ({ application, role, count }) =>
        `${application ?? 'an application without a name'}${role === null ? '' : ` of ${role}`} (${count})`,
    ),
    ...prepared.map(({ count }) => `prepared transactions (${count})`),
  ]
}

/** Ends all connections to a database that the role may end. */
export async function disconnectUsers(server: Session, name: string): Promise<void> {
  await server.query(
    `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
     where datname = $1 and pid <> pg_catalog.pg_backend_pid() and backend_type = 'client backend'
       and (pg_catalog.pg_has_role(usesysid, 'member') or pg_catalog.pg_has_role('pg_signal_backend', 'usage'))`,
    [name],
  )
}
