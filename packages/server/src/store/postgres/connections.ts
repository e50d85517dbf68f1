import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

/** Who connects, and how. In a login of its own, or as the role that the owner's transactions take on. */
export interface Login {
  readonly client: pg.ClientConfig
  /** Taken on in each transaction where it has no login of its own. */
  readonly role: string | undefined
}

const { builtins } = pg.types

/** Counts and positions are numbers: none comes near 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    format !== 'binary' && (oid === builtins.INT8 || oid === builtins.NUMERIC)
      ? Number
      : pg.types.getTypeParser(oid, format),
}

/** The parts of a URL, so that another user can come by the same way. */
export function partsOf(url: string): pg.ClientConfig {
  const { host, port, database, user, password, ssl } = new pg.Client({ connectionString: url })
  return {
    host,
    port,
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
    ssl,
    keepAlive: true,
    application_name: 'understudy',
    connectionTimeoutMillis: 10_000,
  }
}

export function kyselyOver<Tables>(client: pg.ClientConfig, max: number): Kysely<Tables> {
  const pool = new pg.Pool({ ...client, max, types, idleTimeoutMillis: 60_000 })
  // A connection that breaks is replaced when the next one is asked for. Whoever uses it learns of it by the query that
  // fails; without a listener of its own the event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (connected) => connected.on('error', () => {}))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}
