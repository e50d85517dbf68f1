import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'

interface Connected {
  readonly pid: number
  readonly application: string
  readonly state: string
}

/** Postgres copies no database that others are connected to, not even for reading. */
export function isBusy(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.details.sqlstate === '55006'
}

/** Names who is connected, without what they do. */
export async function busySource(server: Session, source: string, cause: unknown): Promise<UnderstudyError> {
  const connected = await server.query<Connected>(
    `select pid, coalesce(nullif(application_name, ''), 'without a name') as application, coalesce(state, backend_type) as state
     from pg_catalog.pg_stat_activity where datname = $1 order by pid`,
    [source],
  )
  const who = connected.map(({ pid, application, state }) => `${application} (process ${pid}, ${state})`)
  return new UnderstudyError('ISOLATION_BUSY', {
    operation: 'copy the database',
    message: `The database ${source} cannot be copied while others are connected: ${who.join(', ') || 'they have left meanwhile'}`,
    hint: `Close these connections while the first test starts, such as a development server or a database browser, or give the tests a database of their own: create database ${source}_test template ${source}.`,
    details: { database: source, connected },
    cause,
  })
}
