import type {
  Cancellable,
  Capabilities,
  Copy,
  Dialect,
  Engine,
  Session,
  StreamOptions,
  TableName,
  TransactionOptions,
} from '../../database/adapter.ts'
import type { Batch } from '../../model/batch.ts'
import type { TimeLimit } from './time-limit.ts'

/**
 * A session, and all transactions in it, whose statements are held against a limit of time. As long as that, what stands
 * alone waits for the lock of another connection to a file of SQLite, whose own way of waiting would stop the process.
 */
export class LimitedSession implements Session {
  readonly engine: Engine
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly copy: Copy | undefined
  readonly #session: Session
  readonly #limit: TimeLimit
  readonly #inTransaction: boolean

  constructor(session: Session, limit: TimeLimit, inTransaction = false) {
    this.engine = session.engine
    this.dialect = session.dialect
    this.capabilities = session.capabilities
    const { copy } = session
    this.copy = copy && {
      in: (statement, chunks, options) => limit.keep(session.engine, () => copy.in(statement, chunks, options)),
      out: (statement, options) => copy.out(statement, options),
    }
    this.#session = session
    this.#limit = limit
    this.#inTransaction = inTransaction
  }

  async query<Row>(text: string, parameters?: readonly unknown[], options?: Cancellable): Promise<Row[]> {
    return await this.#limit.keep(this.engine, () =>
      this.#inTransaction
        ? this.#session.query<Row>(text, parameters, options)
        : this.#limit.waitForLock(() => this.#session.query<Row>(text, parameters, options)),
    )
  }

  async execute(script: string, options?: Cancellable): Promise<void> {
    await this.#limit.keep(this.engine, () => this.#session.execute(script, options))
  }

  stream<Row>(text: string, parameters?: readonly unknown[], options?: StreamOptions): AsyncIterable<Row[]> {
    return this.#session.stream<Row>(text, parameters, options)
  }

  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }> {
    return this.#session.load(table, columns, batches, options)
  }

  transaction<T>(run: (transaction: Session) => Promise<T>, options?: TransactionOptions): Promise<T> {
    let begun = false
    const work = () =>
      this.#session.transaction((inner) => {
        begun = true
        return run(new LimitedSession(inner, this.#limit, true))
      }, options)
    return this.#inTransaction ? work() : this.#limit.waitForLock(work, () => begun)
  }
}
