import type { Session } from '../database/adapter.ts'
import type { Outcome } from './validation-result.ts'

export interface HealthCheck {
  readonly name: string
  run(database: Session): Promise<{ readonly outcome: Outcome; readonly message: string }>
}

interface Row {
  readonly count: string | number
}

const passed = (message: string) => ({ outcome: 'passed' as const, message })
const warned = (message: string) => ({ outcome: 'warned' as const, message })
const failed = (message: string) => ({ outcome: 'failed' as const, message })

/** A query of one number, and what it means. */
function counting(
  name: string,
  query: string,
  judge: (count: number) => ReturnType<typeof passed | typeof warned | typeof failed>,
): HealthCheck {
  return {
    name,
    async run(database) {
      const [row] = await database.query<Row>(query)
      return judge(Number(row?.count ?? 0))
    },
  }
}

const postgres: readonly HealthCheck[] = [
  {
    name: 'the server accepts work',
    async run(database) {
      const [row] = await database.query<{ recovering: boolean; version: string }>(
        `select pg_catalog.pg_is_in_recovery() as recovering, pg_catalog.current_setting('server_version') as version`,
      )
      return row?.recovering
        ? warned(`it is a standby (${row.version}): it can be read only`)
        : passed(`version ${row?.version}`)
    },
  },
  {
    name: 'connections are left',
    async run(database) {
      const [row] = await database.query<{ used: string; most: string }>(
        `select (select pg_catalog.count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend')::text as used,
                pg_catalog.current_setting('max_connections') as most`,
      )
      const [used, most] = [Number(row?.used), Number(row?.most)]
      const message = `${used} of ${most} are taken`
      return used > most * 0.95 ? failed(message) : used > most * 0.8 ? warned(message) : passed(message)
    },
  },
  counting(
    'no index is invalid',
    'select pg_catalog.count(*)::text as count from pg_catalog.pg_index where not indisvalid',
    (count) => (count === 0 ? passed('none is') : failed(`${count} are: build them again with REINDEX`)),
  ),
  counting(
    'no constraint is unproven',
    `select pg_catalog.count(*)::text as count from pg_catalog.pg_constraint where not convalidated and contype in ('f', 'c')`,
    (count) => (count === 0 ? passed('none is') : warned(`${count} were added NOT VALID and never validated`)),
  ),
  counting(
    'no transaction is forgotten',
    `select pg_catalog.count(*)::text as count from pg_catalog.pg_stat_activity
     where datname = pg_catalog.current_database() and state like 'idle in transaction%'
       and state_change < pg_catalog.now() - interval '10 minutes'`,
    (count) => (count === 0 ? passed('none is') : warned(`${count} have been idle for over 10 minutes`)),
  ),
  counting(
    'transaction numbers are left',
    `select pg_catalog.max(pg_catalog.age(datfrozenxid))::text as count from pg_catalog.pg_database
     where datname = pg_catalog.current_database()`,
    (age) =>
      age > 1_800_000_000
        ? failed('fewer than 350 million are: vacuum the database')
        : age > 1_000_000_000
          ? warned('half of them are used: vacuum should have run')
          : passed('enough are'),
  ),
  counting(
    'tables are known to the planner',
    `select pg_catalog.count(*)::text as count from pg_catalog.pg_stat_user_tables
     where n_live_tup > 1000 and last_analyze is null and last_autoanalyze is null`,
    (count) => (count === 0 ? passed('all are') : warned(`${count} large tables were never analyzed`)),
  ),
]

const sqlite: readonly HealthCheck[] = [
  {
    name: 'the file is whole',
    async run(database) {
      const rows = await database.query<{ integrity_check: string }>('pragma integrity_check(20)')
      const isWhole = rows.length === 1 && rows[0]?.integrity_check === 'ok'
      return isWhole ? passed('it is') : failed(`${rows.length} problems: see pragma integrity_check`)
    },
  },
  {
    name: 'no row refers to nothing',
    async run(database) {
      const rows = await database.query<{ table: string }>('pragma foreign_key_check')
      const tables = [...new Set(rows.map(({ table }) => table))]
      return rows.length === 0 ? passed('none does') : failed(`${rows.length} do, in ${tables.join(', ')}`)
    },
  },
]

export function healthChecksOf({ dialect }: Pick<Session, 'dialect'>): readonly HealthCheck[] {
  return dialect === 'postgres' ? postgres : sqlite
}
