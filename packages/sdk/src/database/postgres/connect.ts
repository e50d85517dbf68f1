import type pg from 'pg'
import type { ConnectOptions, Database } from '../adapter.ts'
import { applicationName } from '../this-process.ts'
import { redactUrl } from '../url.ts'
import { PostgresDatabase } from './database.ts'
import { importPg } from './import-pg.ts'
import { socketsBy } from './lending-socket.ts'
import { PoolLeases } from './pool-leases.ts'
import { readingTypes } from './reading-types.ts'

const usualConnections = 4
const usualPatience = 10

/** Opens a pool and proves by one connection that it works. */
export async function connectPostgres(url: string, options: ConnectOptions = {}): Promise<Database> {
  const driver = await importPg()
  const pool = new driver.Pool({
    connectionString: url,
    max: options.maxConnections ?? usualConnections,
    fallback_application_name: applicationName(),
    allowExitOnIdle: true,
    types: readingTypes(driver.types),
    stream: socketsBy(options.lookup),
    ...(options.statementTimeout === undefined ? {} : { statement_timeout: options.statementTimeout }),
    Client: ofUrl(driver.Client, url),
  })
  // A connection that dies while idle leaves the pool by itself; whoever comes next gets a new one.
  pool.on('error', () => {})
  const database = new PostgresDatabase(new PoolLeases(pool, redactUrl(url)), redactUrl(url))
  try {
    await database.query('select 1')
  } catch (thrown) {
    await database.close()
    throw thrown
  }
  return database
}

/**
 * A client that never ends the process: while the pool hands it over nobody else listens, and the server's last word may
 * come together with its answer. Whoever uses it next learns of it by the statement that fails. It gives up connecting after
 * the URL's connect_timeout in seconds where it has one, as libpq does; the pool's own limit would count the wait for a free
 * connection too.
 */
function ofUrl(Client: typeof pg.Client, url: string): new () => pg.ClientBase {
  const seconds = Number(/[?&]connect_timeout=(\d+)/.exec(url)?.[1] ?? usualPatience)
  return class extends Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis: seconds * 1000 })
      this.on('error', () => {})
    }
  }
}
