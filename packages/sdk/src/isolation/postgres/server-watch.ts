import type { Session } from '../../database/adapter.ts'
import type { Leak } from '../world.ts'

/** Tells what came to the server while worlds stood: it is no part of a database and outlasts every one. */
export interface ServerWatch {
  leaks(): Promise<readonly Leak[]>
}

type Kind = 'role' | 'database' | 'setting'

interface Thing {
  readonly kind: Kind
  readonly name: string
  /** Tells a setting that was changed from one that was not; never shown. */
  readonly state: string
}

const thingsQuery = `
  select 'role' as kind, rolname as name, '' as state from pg_catalog.pg_roles
  union all
  select 'database', datname, '' from pg_catalog.pg_database where datname not like 'understudy\\_%'
  union all
  select 'setting', pg_catalog.split_part(setting, '=', 1) || coalesce(' of ' || rolname, ''), pg_catalog.md5(setting)
  from pg_catalog.pg_db_role_setting left join pg_catalog.pg_roles r on r.oid = setrole, unnest(setconfig) as setting
  where setdatabase = 0`

/** What ALTER SYSTEM has written, which only some roles may read. */
const systemQuery = `
  select 'setting' as kind, name || ' of the server' as name, pg_catalog.md5(setting) as state
  from pg_catalog.pg_file_settings where sourcefile like '%postgresql.auto.conf'`

export async function watchServer(server: Session): Promise<ServerWatch> {
  const [role] = await server.query<{ may: boolean }>(
    "select pg_catalog.has_table_privilege('pg_catalog.pg_file_settings', 'select') as may",
  )
  const query = role?.may ? `${thingsQuery} union all ${systemQuery}` : thingsQuery
  const read = async () => {
    const things = await server.query<Thing>(query)
    return new Map(things.map((thing) => [`${thing.kind} ${thing.name} ${thing.state}`, thing]))
  }
  let known = await read()
  return {
    async leaks() {
      const before = known
      known = await read()
      return [...known].flatMap(([key, thing]) => (before.has(key) ? [] : [leak(thing)]))
    },
  }
}

const messages: Readonly<Record<Kind, (name: string) => string>> = {
  role: (name) => `The role ${name} was created; roles belong to the server and outlast the test`,
  database: (name) => `The database ${name} was created and not dropped`,
  setting: (name) => `The setting ${name} was changed for all databases`,
}

function leak({ kind, name }: Thing): Leak {
  return { kind, name, message: messages[kind](name) }
}
