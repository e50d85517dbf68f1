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

/** A session of which all that runs, and all that still waits, can be ended by one signal. */
export class CancellableSession implements Session {
  readonly engine: Engine
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly copy: Copy | undefined
  readonly #session: Session
  readonly #signal: AbortSignal

  constructor(session: Session, signal: AbortSignal) {
    this.engine = session.engine
    this.dialect = session.dialect
    this.capabilities = session.capabilities
    this.#session = session
    this.#signal = signal
    const { copy } = session
    this.copy = copy && {
      in: (statement, chunks, options) => copy.in(statement, chunks, this.#with(options)),
      out: (statement, options) => copy.out(statement, this.#with(options)),
    }
  }

  query<Row>(text: string, parameters?: readonly unknown[], options?: Cancellable): Promise<Row[]> {
    return this.#session.query<Row>(text, parameters, this.#with(options))
  }

  execute(script: string, options?: Cancellable): Promise<void> {
    return this.#session.execute(script, this.#with(options))
  }

  stream<Row>(text: string, parameters?: readonly unknown[], options?: StreamOptions): AsyncIterable<Row[]> {
    return this.#session.stream<Row>(text, parameters, this.#with(options))
  }

  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }> {
    return this.#session.load(table, columns, batches, this.#with(options))
  }

  transaction<T>(run: (transaction: Session) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#session.transaction(run, this.#with(options))
  }

  #with<Options extends Cancellable>(options: Options | undefined): Options | Cancellable {
    const signal = options?.signal ? AbortSignal.any([this.#signal, options.signal]) : this.#signal
    return { ...options, signal }
  }
}
