import type pg from 'pg'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { Batch } from '../../model/batch.ts'
import {
  type Cancellable,
  type Copy,
  capabilities,
  type Database,
  type Session,
  type StreamOptions,
  type TableName,
  type TransactionOptions,
} from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import { LinkSession } from '../session.ts'
import { isServerError } from './failure.ts'
import { PgLink } from './pg-link.ts'
import { isOutsideTransaction, trackTransactionStatus } from './transaction-status.ts'

/** What reading depends on, whatever the server, role or database has set. */
const settings = [
  'set datestyle to iso',
  'set intervalstyle to postgres',
  'set bytea_output to hex',
  "set client_encoding to 'UTF8'",
].join('; ')

interface Lease {
  readonly session: LinkSession
  readonly copy: Copy
  release(discard?: 'discard'): void
}

/** A bounded pool: each call has a connection of its own, for as long as it takes. */
export class PostgresDatabase implements Database {
  readonly engine = 'postgres'
  readonly dialect = 'postgres'
  readonly capabilities = capabilities.postgres
  readonly name: string
  readonly copy: Copy
  readonly #pool: pg.Pool
  readonly #prepared = new WeakSet<pg.PoolClient>()
  #users = 0
  #whenUnused: () => void = () => {}
  #closing: Promise<void> | undefined

  constructor(pool: pg.Pool, name: string) {
    this.#pool = pool
    this.name = name
    this.copy = {
      in: (statement, chunks, options) => this.#use((_, copy) => copy.in(statement, chunks, options)),
      out: (statement, options) => this.#useWhileRead((_, copy) => copy.out(statement, options)),
    }
  }

  async query<Row>(text: string, parameters?: readonly unknown[], options?: Cancellable): Promise<Row[]> {
    return await this.#use((session) => session.query<Row>(text, parameters, options))
  }

  async execute(script: string, options?: Cancellable): Promise<void> {
    await this.#use((session) => session.execute(script, options))
  }

  stream<Row>(text: string, parameters?: readonly unknown[], options: StreamOptions = {}): AsyncIterable<Row[]> {
    return this.#useWhileRead((session) => session.streamAlone<Row>(text, parameters, options))
  }

  async load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }> {
    return await this.#use((session) => session.load(table, columns, batches, options))
  }

  async transaction<T>(run: (transaction: Session) => Promise<T>, options?: TransactionOptions): Promise<T> {
    refuseAborted(options?.signal)
    return await this.#use((session) => session.transaction(run, options))
  }

  async session<T>(run: (session: Session) => Promise<T>): Promise<T> {
    const { session, release } = await this.#lease()
    try {
      return await run(session)
    } finally {
      session.end('The session is over')
      release('discard')
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => {
        this.#whenUnused = resolve
      })
    }
    await this.#pool.end()
  }

  async #use<T>(work: (session: LinkSession, copy: Copy) => Promise<T>): Promise<T> {
    const { session, copy, release } = await this.#lease()
    try {
      return await work(session, copy)
    } finally {
      release()
    }
  }

  async *#useWhileRead<T>(
    read: (session: LinkSession, copy: Copy) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const { session, copy, release } = await this.#lease()
    try {
      yield* read(session, copy)
    } finally {
      release()
    }
  }

  async #lease(): Promise<Lease> {
    if (this.#closing) {
      throw new UnderstudyError('CONNECTION_CLOSED', {
        operation: 'use database',
        message: `The connection to ${this.name} was closed`,
      })
    }
    this.#users++
    let client: pg.PoolClient
    try {
      client = await this.#connected()
    } catch (thrown) {
      this.#left()
      throw thrown
    }
    // The query that is running learns of it too; without a listener the event would end the process.
    const ignore = () => {}
    client.on('error', ignore)
    const release = (discard?: 'discard') => {
      client.off('error', ignore)
      // A script may have left a transaction open; the next user must not find it.
      client.release(discard === 'discard' || !isOutsideTransaction(client))
      this.#left()
    }
    const link = new PgLink(client)
    return { session: new LinkSession(link), copy: link.copy, release }
  }

  async #connected(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect()
      if (!this.#prepared.has(client)) {
        trackTransactionStatus(client)
        await client.query(settings)
        this.#prepared.add(client)
      }
      return client
    } catch (thrown) {
      throw new UnderstudyError('CONNECTION_FAILED', {
        operation: 'connect',
        message: `No connection to ${this.name}: ${reason(thrown)}`,
        ...(isServerError(thrown) ? { details: { sqlstate: thrown.code } } : { cause: thrown }),
      })
    }
  }

  #left(): void {
    this.#users--
    if (this.#users === 0) this.#whenUnused()
  }
}

/** A host with several addresses fails with an error for each, and no message of its own. */
function reason(thrown: unknown): string {
  return thrown instanceof AggregateError ? thrown.errors.map(messageOf).join('; ') : messageOf(thrown)
}
