import { UnderstudyError } from '../errors.ts'
import type { Batch } from '../model/batch.ts'
import {
  type Cancellable,
  type Capabilities,
  type Copy,
  capabilities,
  type Dialect,
  type Engine,
  type Session,
  type StreamOptions,
  type TableName,
  type TransactionOptions,
} from './adapter.ts'
import { Lane } from './lane.ts'
import type { Link, Run } from './link.ts'

const usualBatchSize = 1000
const hint = 'Inside a callback use the session that it was given; inside a load or a COPY use another connection.'

/** The session over one connection. In it each transaction, and each savepoint, is a session of its own. */
export class LinkSession implements Session {
  readonly engine: Engine
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly copy: Copy | undefined
  readonly #link: Link
  readonly #lane = new Lane(hint)
  /** How many transactions and savepoints are around. */
  readonly #depth: number
  readonly #signal: AbortSignal | undefined
  #over: string | undefined

  constructor(link: Link, depth = 0, signal?: AbortSignal) {
    this.engine = link.engine
    this.capabilities = capabilities[link.engine]
    this.dialect = this.capabilities.dialect
    this.#link = link
    this.#depth = depth
    this.#signal = signal
    const { copy } = link
    this.copy = copy && {
      in: (statement, chunks, options) => this.#turn(options, (both) => copy.in(statement, chunks, both)),
      out: (statement, options) => this.#whileRead(options, (both) => copy.out(statement, { ...options, ...both })),
    }
  }

  async query<Row>(text: string, parameters: readonly unknown[] = [], options?: Cancellable): Promise<Row[]> {
    try {
      const { rows } = await this.#turn(options, (both) => this.#link.run(text, parameters, both))
      return asRows<Row>(rows)
    } catch (thrown) {
      throw fromHere(thrown)
    }
  }

  async execute(script: string, options?: Cancellable): Promise<void> {
    try {
      await this.#turn(options, (both) => this.#link.script(script, both))
    } catch (thrown) {
      throw fromHere(thrown)
    }
  }

  /** Statements of `work` that are asked at once need not wait for each other, where the engine's driver can do so. */
  async flight<T>(work: (reader: Pick<Session, 'query'>) => Promise<T>): Promise<T> {
    const { flight } = this.#link
    if (!flight) return await work(this)
    return await this.#turn({}, (both) => flight((run) => work({ query: answered(run) }), both))
  }

  stream<Row>(text: string, parameters?: readonly unknown[], options?: StreamOptions): AsyncIterable<Row[]> {
    return this.#read(text, parameters, options, this.#depth > 0)
  }

  /** As stream, where the connection serves nothing else meanwhile: the engine need not set the whole answer aside. */
  async *streamAlone<Row>(
    text: string,
    parameters?: readonly unknown[],
    options?: StreamOptions,
  ): AsyncGenerator<Row[], void, undefined> {
    await this.execute('begin', options)
    let read = false
    try {
      yield* this.#read<Row>(text, parameters, options, true)
      read = true
      await this.execute('commit')
    } finally {
      // A connection that is lost has rolled back already.
      if (!read) await this.execute('rollback').catch(() => {})
    }
  }

  async load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }> {
    return { rows: await this.#turn(options, (both) => this.#link.load(table, columns, batches, both)) }
  }

  async transaction<T>(run: (transaction: Session) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return await this.#turn(options, (both) =>
      this.#link.transact(this.#depth, { ...options, ...both }, async () => {
        const inner = new LinkSession(this.#link, this.#depth + 1, both.signal)
        try {
          return await run(inner)
        } finally {
          inner.end('The transaction is over')
        }
      }),
    )
  }

  /** The connection to itself, for as long as `run` takes. */
  async exclusive<T>(run: (inner: Session) => Promise<T>): Promise<T> {
    return await this.#turn({}, async () => {
      const inner = new LinkSession(this.#link)
      try {
        return await run(inner)
      } finally {
        inner.end('The session is over')
      }
    })
  }

  /** Refuses whatever comes later, and does the last thing when all before is done. */
  async finish(reason: string, last: () => Promise<void>): Promise<void> {
    const done = this.#turn({}, last)
    this.end(reason)
    await done
  }

  end(reason: string): void {
    this.#over = reason
  }

  async *#read<Row>(
    text: string,
    parameters: readonly unknown[] = [],
    options: StreamOptions = {},
    inTransaction: boolean,
  ): AsyncGenerator<Row[], void, undefined> {
    const run = (statement: string, values: readonly unknown[]) =>
      this.#turn(options, (both) => this.#link.run(statement, values, both))
    const { batchSize = usualBatchSize } = options
    for await (const rows of this.#link.read(run, text, parameters, { inTransaction, batchSize }))
      yield asRows<Row>(rows)
  }

  /** Holds the connection from the first step of the reader to its last. */
  async *#whileRead<T>(
    options: Cancellable | undefined,
    read: (both: Cancellable) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    let finish: () => void = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    let turn: Promise<void> | undefined
    const items = await new Promise<AsyncIterable<T>>((resolve, reject) => {
      turn = this.#turn(options, async (both) => {
        resolve(read(both))
        await finished
      })
      turn.catch(reject)
    })
    try {
      yield* items
    } finally {
      finish()
      await turn
    }
  }

  async #turn<T>(options: Cancellable | undefined, work: (both: Cancellable) => Promise<T>): Promise<T> {
    if (this.#over !== undefined) {
      throw new UnderstudyError('CONNECTION_CLOSED', {
        operation: 'run statement',
        message: this.#over,
        hint: 'Await everything before you close or leave the callback, and use nothing of it afterwards.',
      })
    }
    const signals = [this.#signal, options?.signal].filter((signal) => signal !== undefined)
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]
    return await this.#lane.run(() => work({ signal }), signal)
  }
}

function answered(run: Run): Session['query'] {
  return async <Row>(text: string, parameters: readonly unknown[] = []) => {
    try {
      return asRows<Row>((await run(text, parameters)).rows)
    } catch (thrown) {
      throw fromHere(thrown)
    }
  }
}

/** The caller says what his statement answers; no one else can know. */
function asRows<Row>(rows: readonly unknown[]): Row[] {
  return rows as Row[]
}

/** The stack of an error starts where the statement was asked for: what is below, down to the socket, says nothing. */
function fromHere(thrown: unknown): unknown {
  if (thrown instanceof Error) Error.captureStackTrace(thrown, fromHere)
  return thrown
}
