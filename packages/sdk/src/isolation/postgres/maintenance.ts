import type pg from 'pg'
import type { Database, Session } from '../../database/adapter.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { importPg } from '../../database/postgres/import-pg.ts'
import { inDatabase } from '../../database/postgres/in-database.ts'
import { maintenanceDatabases } from '../../database/postgres/shared-template.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import { openStandingSession, type StandingSession } from './standing-session.ts'

/** The side of a server where databases are made: never a connection to the source, which could not be copied then. */
export interface Maintenance extends AsyncDisposable {
  readonly url: string
  /** The name of the source. */
  readonly source: string
  readonly database: Database
  /** On the one connection that stays, for what is locked as long as this process lives. */
  lasting<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** On that connection too. */
  readonly planned: StandingSession['planned']
  /** server_version_num. */
  readonly version: number
  close(): Promise<void>
}

/** Where a role cannot make databases: why, as a sentence. */
export interface Refused {
  readonly refused: string
}

export function isRefused<T extends object>(answer: T | Refused): answer is Refused {
  return 'refused' in answer
}

export async function openMaintenance(sourceUrl: string): Promise<Maintenance | Refused> {
  const source = await databaseOf(sourceUrl)
  const failures: unknown[] = []
  for (const name of maintenanceDatabases) {
    if (name === source) continue
    const url = inDatabase(sourceUrl, name)
    const database = await connectPostgres(url).catch((thrown: unknown) => {
      failures.push(thrown)
    })
    if (database) return await checked(url, source, database)
    if (!failures.every(isRefusal)) break
  }
  // When the source does not answer either, the server is the trouble, and that is what is said.
  await (await connectPostgres(sourceUrl, { maxConnections: 1 })).close()
  return { refused: `no other database of the server can be connected to: ${messageOf(failures[0])}` }
}

/** A server that answered: another database of it may let the role in. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && typeof thrown.details.sqlstate === 'string'
}

async function databaseOf(url: string): Promise<string> {
  const driver = await importPg()
  const client: pg.Client = new driver.Client({ connectionString: url })
  return client.database ?? ''
}

async function checked(url: string, source: string, database: Database): Promise<Maintenance | Refused> {
  try {
    const [role] = await database.query<{ name: string; may: boolean; version: number }>(
      `select rolname as name, rolsuper or rolcreatedb as may,
              pg_catalog.current_setting('server_version_num')::int as version
       from pg_catalog.pg_roles where rolname = current_user`,
    )
    if (!role?.may) {
      await database.close()
      return { refused: `the role ${role?.name ?? 'of the URL'} may not create databases (CREATEDB)` }
    }
    const standing = await openStandingSession(url)
    const close = async () => {
      await standing.close()
      await database.close()
    }
    return {
      url,
      source,
      database,
      lasting: standing.use,
      planned: standing.planned,
      version: role.version,
      close,
      [Symbol.asyncDispose]: close,
    }
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}
