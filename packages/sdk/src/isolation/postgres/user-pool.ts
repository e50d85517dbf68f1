import type pg from 'pg'
import { importPg } from '../../database/postgres/import-pg.ts'
import { applicationName } from '../../database/this-process.ts'

/** The pool that a test's own code is given: a plain one of pg, with the parsers that such code expects. */
export interface UserPool {
  /** Connects when it is first used. */
  readonly pool: pg.Pool
  /** Waits for idle connections alone: one that was never given back would be waited for without end. */
  end(): Promise<void>
}

/** The driver is loaded now, so that the pool can be made the moment it is asked for. */
export async function userPool(url: string): Promise<UserPool> {
  const driver = await importPg()
  let pool: pg.Pool | undefined
  return {
    get pool() {
      pool ??= make(driver, url)
      return pool
    },
    async end() {
      if (!pool) return
      const taken = pool.totalCount > pool.idleCount
      // Code under test may have ended it, as an application does when it stops.
      const ended = pool.ended || pool.ending ? Promise.resolve() : pool.end()
      if (!taken) await ended
    },
  }
}

function make(driver: typeof pg, url: string): pg.Pool {
  const pool = new driver.Pool({
    connectionString: url,
    fallback_application_name: applicationName(),
    allowExitOnIdle: true,
  })
  // Its database goes while a test that failed may still hold a connection; unheard, that would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
