import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/postgres/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Maintenance } from './maintenance.ts'

export interface DatabaseRequest {
  readonly name: string
  readonly template: string
  readonly settings: readonly (readonly [name: string, value: string])[]
}

/** From this size on, copying files costs less than writing every page to the log, checkpoints included. */
const big = 256 * 1024 * 1024
/** The log is the only way before this version's choice. */
const strategies = 150000

/** Copies a database, with the settings that belong to it. */
export async function makeDatabase(maintenance: Maintenance, request: DatabaseRequest): Promise<void> {
  const { name, template, settings } = request
  await maintenance.database.session(async (session) => {
    const strategy = maintenance.version < strategies ? '' : ` strategy ${await strategyFor(session, template)}`
    await session.query(`create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)}${strategy}`)
    for (const setting of settings) await apply(session, name, setting)
  })
}

async function strategyFor(session: Session, template: string): Promise<'file_copy' | 'wal_log'> {
  const [found] = await session.query<{ big: boolean }>(
    'select pg_catalog.pg_database_size(oid) >= $2::int8 as big from pg_catalog.pg_database where datname = $1',
    [template, big],
  )
  return found?.big ? 'file_copy' : 'wal_log'
}

/** By way of this session, because a list such as search_path has a syntax of its own in ALTER DATABASE. */
async function apply(session: Session, database: string, [name, value]: readonly [string, string]): Promise<void> {
  try {
    await session.query('select pg_catalog.set_config($1, $2, false)', [name, value])
    const parts = name.split('.').map(quoteIdentifier).join('.')
    await session.query(`alter database ${quoteIdentifier(database)} set ${parts} from current`)
  } catch (thrown) {
    // What only a superuser may set, a superuser has set: the copy does without.
    if (!(thrown instanceof UnderstudyError && thrown.code === 'PERMISSION_DENIED')) throw thrown
  }
}
