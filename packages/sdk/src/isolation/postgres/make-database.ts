import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Maintenance } from './maintenance.ts'

export type Setting = readonly [name: string, value: string]

export interface DatabaseRequest {
  readonly name: string
  readonly template: string
  readonly strategy: Strategy
  /** Of the source: a copy does not get them by itself. */
  readonly settings: readonly Setting[]
}

/** How a server copies a database; undefined where it has one way only. */
export type Strategy = 'file_copy' | 'wal_log' | undefined

/** From this size on, copying files costs less than writing every page to the log, checkpoints included. */
const big = 256 * 1024 * 1024
/** Before this version, files were copied. */
const strategies = 150000

export async function strategyFor({ database, version }: Maintenance, template: string): Promise<Strategy> {
  if (version < strategies) return undefined
  const [found] = await database.query<{ big: boolean }>(
    'select pg_catalog.pg_database_size(oid) >= $2::int8 as big from pg_catalog.pg_database where datname = $1',
    [template, big],
  )
  return found?.big ? 'file_copy' : 'wal_log'
}

/** Copies a database, with the settings that belong to it. */
export async function makeDatabase(server: Maintenance['database'], request: DatabaseRequest): Promise<void> {
  const { template, strategy, settings } = request
  const name = quoteIdentifier(request.name)
  const how = strategy === undefined ? '' : ` strategy ${strategy}`
  await server.query(`create database ${name} template ${quoteIdentifier(template)}${how}`)
  if (settings.length === 0) return
  await server.session(async (session) => {
    for (const setting of settings) await apply(session, name, setting)
  })
}

/** For connections from then on. It has to outlive a test, not the server, and neither has this change. */
export async function waitForNoDisk(server: Maintenance['database'], name: string): Promise<void> {
  await server.execute(
    `begin; set local synchronous_commit to off;
     alter database ${quoteIdentifier(name)} set synchronous_commit to off; commit`,
  )
}

/** By way of the session's own, because a list such as search_path has a syntax of its own in ALTER DATABASE. */
async function apply(session: Session, database: string, [name, value]: Setting): Promise<void> {
  try {
    await session.query('select pg_catalog.set_config($1, $2, false)', [name, value])
    const parts = name.split('.').map(quoteIdentifier).join('.')
    await session.query(`alter database ${database} set ${parts} from current`)
  } catch (thrown) {
    // What only a superuser may set, a superuser has set: the copy does without.
    if (!(thrown instanceof UnderstudyError && thrown.code === 'PERMISSION_DENIED')) throw thrown
  }
}
