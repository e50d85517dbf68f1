import { UnderstudyError } from '../../errors.ts'
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
import type { Leases } from './leases.ts'

interface Held {
  readonly session: LinkSession
  readonly copy: Copy
  release(discard?: 'discard'): void
}

/** Each call has a connection of its own, for as long as it takes. */
export class PostgresDatabase implements Database {
  readonly engine = 'postgres'
  readonly dialect = 'postgres'
  readonly capabilities = capabilities.postgres
  readonly name: string
  readonly copy: Copy
  readonly #leases: Leases
  #users = 0
  #whenUnused: () => void = () => {}
  #closing: Promise<void> | undefined

  constructor(leases: Leases, name: string) {
    this.#leases = leases
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
    await this.#leases.end()
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

  async #lease(): Promise<Held> {
    if (this.#closing) {
      throw new UnderstudyError('CONNECTION_CLOSED', {
        operation: 'use database',
        message: `The connection to ${this.name} was closed`,
      })
    }
    this.#users++
    try {
      const { link, release } = await this.#leases.lease()
      return {
        session: new LinkSession(link),
        copy: link.copy,
        release: (discard) => {
          release(discard)
          this.#left()
        },
      }
    } catch (thrown) {
      this.#left()
      throw thrown
    }
  }

  #left(): void {
    this.#users--
    if (this.#users === 0) this.#whenUnused()
  }
}
