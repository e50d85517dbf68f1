import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { maintenanceDatabases } from '../database/postgres/shared-template.ts'
import { UnderstudyError } from '../errors.ts'
import { serverOf, withCredentials } from './credentials.ts'

const patience = 10_000
const pause = 20
/** A run that is at work may hold for long what a row waits for; then it stays for the next sweep. */
const lockPatience = '3s'

interface SweepConnectionsOptions {
  readonly credentials: readonly string[]
  /** What connections of processes that are dead are called. */
  readonly dead: readonly string[]
}

/** Connections of one sweep, one for each URL. */
export class SweepConnections implements AsyncDisposable {
  readonly #options: SweepConnectionsOptions
  readonly #open = new Map<string, Promise<Database>>()
  readonly #quiet = new Map<string, Promise<void>>()

  constructor(options: SweepConnectionsOptions) {
    this.#options = options
  }

  /** Nothing that a dead process has sent is still running there. */
  async to(url: string): Promise<Database> {
    const database = await this.#opened(url)
    if (database.engine === 'postgres') {
      const server = serverOf(url)
      const quiet = this.#quiet.get(server) ?? endConnections(database, this.#options.dead)
      this.#quiet.set(server, quiet)
      await quiet
      await database.query(`set lock_timeout to '${lockPatience}'`)
    }
    return database
  }

  /** As to, or another database of its server where that one is gone. */
  async toServer(url: string): Promise<Database> {
    for (const place of [url, ...maintenanceDatabases.map((name) => inDatabase(url, name))]) {
      try {
        return await this.to(place)
      } catch (thrown) {
        if (!isMissingDatabase(thrown)) throw thrown
      }
    }
    return await this.to(url)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of this.#open.values()) await (await opening.catch(() => undefined))?.close()
  }

  #opened(url: string): Promise<Database> {
    const known = this.#open.get(url)
    if (known) return known
    const opening = connect(withCredentials(url, this.#options.credentials), { create: false, maxConnections: 1 })
    this.#open.set(url, opening)
    return opening
  }
}

export function isMissingDatabase(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.code === 'CONNECTION_FAILED' && thrown.details.sqlstate === '3D000'
}

/**
 * A server learns that a client was killed only when it next talks to it. Until then a CREATE DATABASE or an INSERT goes
 * on, and would be committed after the sweep has looked.
 */
async function endConnections(database: Database, dead: readonly string[]): Promise<void> {
  if (dead.length === 0) return
  const which = 'application_name = any($1) and usename = current_user and pid <> pg_catalog.pg_backend_pid()'
  const end = `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where ${which}`
  const deadline = Date.now() + patience
  while ((await database.query(end, [dead])).length > 0) {
    if (Date.now() > deadline) {
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'end the connections of a dead run',
        message: 'a statement of the dead run is still running on the server, and does not end',
        hint: 'Wait for it, then sweep again.',
      })
    }
    await sleep(pause)
  }
}
