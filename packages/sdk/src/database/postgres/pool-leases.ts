import type pg from 'pg'
import { isError, messageOf, UnderstudyError } from '../../errors.ts'
import { isServerError } from './failure.ts'
import type { Lease, Leases } from './leases.ts'
import { PgLink } from './pg-link.ts'
import { isOutsideTransaction, trackTransactionStatus } from './transaction-status.ts'

/** What reading depends on, whatever the server, role or database has set. */
export const readingSettings = [
  'set datestyle to iso',
  'set intervalstyle to postgres',
  'set bytea_output to hex',
  "set client_encoding to 'UTF8'",
].join('; ')

/** The connections of a pool of pg. */
export class PoolLeases implements Leases {
  readonly #pool: pg.Pool
  readonly #name: string
  readonly #prepared = new WeakSet<pg.PoolClient>()

  constructor(pool: pg.Pool, name: string) {
    this.#pool = pool
    this.#name = name
  }

  async lease(): Promise<Lease> {
    const client = await this.#connected()
    const link = new PgLink(client)
    // A query that is running learns of it too.
    const keep = (thrown: unknown) => {
      if (isServerError(thrown)) link.ended ??= thrown
    }
    client.on('error', keep)
    return {
      link,
      release: (discard) => {
        client.off('error', keep)
        // A script may have left a transaction open; the next user must not find it.
        client.release(discard === 'discard' || link.isLost || !isOutsideTransaction(client))
      },
    }
  }

  async end(): Promise<void> {
    await this.#pool.end()
  }

  async #connected(): Promise<pg.PoolClient> {
    try {
      return await this.#prepare(await this.#pool.connect())
    } catch (thrown) {
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'connect',
        message: `No connection to ${this.#name}: ${reason(thrown)}`,
        ...(isServerError(thrown) ? { details: { sqlstate: thrown.code } } : { cause: thrown }),
      })
    }
  }

  async #prepare(client: pg.PoolClient): Promise<pg.PoolClient> {
    if (this.#prepared.has(client)) return client
    try {
      trackTransactionStatus(client)
      await client.query(readingSettings)
    } catch (thrown) {
      // One that nobody gives back is one that the pool waits for when it ends.
      client.release(true)
      throw thrown
    }
    this.#prepared.add(client)
    return client
  }
}

/** A host with several addresses fails with an error for each, and no message of its own. */
function reason(thrown: unknown): string {
  const each = isError(thrown) && 'errors' in thrown && Array.isArray(thrown.errors) ? thrown.errors : [thrown]
  return each.map(messageOf).join('; ')
}
