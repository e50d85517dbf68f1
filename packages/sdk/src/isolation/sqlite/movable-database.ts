import {
  type Cancellable,
  capabilities,
  type Database,
  type Session,
  type StreamOptions,
  type TableName,
  type TransactionOptions,
} from '../../database/adapter.ts'
import type { Batch } from '../../model/batch.ts'

/** A database whose connection can be exchanged for another: what was asked before is done on the old one. */
export class MovableDatabase implements Database {
  readonly engine = 'sqlite'
  readonly dialect = 'sqlite'
  readonly capabilities = capabilities.sqlite
  readonly copy = undefined
  readonly name: string
  #current: Promise<Database>
  #mayHaveAttached = false

  constructor(database: Database) {
    this.name = database.name
    this.#current = Promise.resolve(database)
  }

  /** Whether a statement may have attached a file: one that says so, or one of a session, which nobody has read. */
  get mayHaveAttached(): boolean {
    return this.#mayHaveAttached
  }

  /** Whoever asks meanwhile waits. When `move` fails it stays with the old one. */
  async exchange(move: () => Promise<Database>): Promise<void> {
    const old = await this.#current
    const moved = old.session(move)
    this.#current = moved.catch(() => old)
    await moved
    await old.close()
  }

  async query<Row>(text: string, parameters?: readonly unknown[], options?: Cancellable): Promise<Row[]> {
    this.#read(text)
    return await (await this.#current).query<Row>(text, parameters, options)
  }

  async execute(script: string, options?: Cancellable): Promise<void> {
    this.#read(script)
    await (await this.#current).execute(script, options)
  }

  async *stream<Row>(
    text: string,
    parameters?: readonly unknown[],
    options?: StreamOptions,
  ): AsyncGenerator<Row[], void, undefined> {
    yield* (await this.#current).stream<Row>(text, parameters, options)
  }

  async load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }> {
    return await (await this.#current).load(table, columns, batches, options)
  }

  async transaction<T>(run: (transaction: Session) => Promise<T>, options?: TransactionOptions): Promise<T> {
    this.#mayHaveAttached = true
    return await (await this.#current).transaction(run, options)
  }

  async session<T>(run: (session: Session) => Promise<T>): Promise<T> {
    this.#mayHaveAttached = true
    return await (await this.#current).session(run)
  }

  #read(text: string): void {
    this.#mayHaveAttached ||= /attach/i.test(text)
  }

  async close(): Promise<void> {
    await (await this.#current).close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
