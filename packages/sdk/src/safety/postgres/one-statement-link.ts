import type pg from 'pg'
import type { Client, Connection, QueryResult } from 'pg'
import type { Cancellable, Copy, CopyOutOptions } from '../../database/adapter.ts'
import { cancelled, refuseAborted } from '../../database/lane.ts'
import type { Answer, Flight, Run } from '../../database/link.ts'
import { stopOnAbort } from '../../database/postgres/cancel.ts'
import { CopyOut } from '../../database/postgres/copy-out.ts'
import { postgresFailure } from '../../database/postgres/failure.ts'
import { PostgresLink } from '../../database/postgres/link.ts'
import { parameter } from '../../database/postgres/parse.ts'
import { canPipeline, pipelined } from '../../database/postgres/pipeline.ts'
import { UnderstudyError } from '../../errors.ts'
import { writeRefused } from '../write-refused.ts'

interface OwnStatement {
  readonly text: string
  readonly parameters?: readonly unknown[]
  /** By which the server plans it once for the connection. */
  readonly name?: string
}

/**
 * A client of pg that only speaks the extended protocol, COPY included: the server takes one statement of a message and
 * refuses a second one.
 */
export class OneStatementLink extends PostgresLink {
  readonly engine = 'postgres'
  readonly copy: Copy
  readonly copiesBinary = true
  readonly flight: Flight | undefined
  readonly #client: Client
  readonly #Query: typeof pg.Query

  constructor(client: Client, driver: Pick<typeof pg, 'Query'>) {
    super()
    this.#client = client
    this.#Query = preparedBy(driver)
    this.flight = canPipeline(client) ? (work, { signal }) => this.#flight(work, signal) : undefined
    this.copy = {
      in: () => Promise.reject(writeRefused('a COPY into it')),
      out: (statement, options) => this.#copyOut(statement, options),
    }
  }

  async run(text: string, parameters: readonly unknown[], { signal }: Cancellable = {}): Promise<Answer> {
    return this.#guarded(signal, () =>
      stopOnAbort(this.#client, signal, () => this.#ask(text, parameters.map(parameter))),
    )
  }

  #flight<T>(work: (run: Run) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const run: Run = (text, parameters) => this.#guarded(signal, () => this.#ask(text, parameters.map(parameter)))
    return stopOnAbort(this.#client, signal, () => pipelined(this.#client, run, work))
  }

  async #guarded(signal: AbortSignal | undefined, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.guard('run statement', signal, ask)
    } catch (thrown) {
      throw cutOnPurpose(thrown, signal) ? cancelled() : thrown
    }
  }

  /** As run, for a statement of our own that is asked again and again: the server plans it once for the connection. */
  runPrepared(name: string, text: string, parameters: readonly unknown[]): Promise<Answer> {
    return this.guard('run statement', undefined, () => this.#ask(text, parameters.map(parameter), name))
  }

  /** Statements of our own of which each needs the one before it, sent at once where the driver can: the first failure counts. */
  async inTurn(statements: readonly OwnStatement[]): Promise<void> {
    const ask = ({ text, parameters = [], name }: OwnStatement) =>
      this.guard('run statement', undefined, () => this.#ask(text, parameters.map(parameter), name))
    if (!canPipeline(this.#client)) {
      for (const statement of statements) await ask(statement)
      return
    }
    const ends = await pipelined(this.#client, ask, (sent) => Promise.allSettled(statements.map((one) => sent(one))))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  /** Statements of our own that are parted by semicolons and hold none. */
  async script(text: string, options?: Cancellable): Promise<void> {
    for (const statement of text.split(';')) await this.run(statement.trim(), [], options)
  }

  #ask(text: string, values: unknown[], name?: string): Promise<Answer> {
    const query = new this.#Query({ text, values, ...(name !== undefined && { name }) })
    return new Promise((resolve, reject) => {
      query.on('error', reject)
      query.on('end', (answer: QueryResult) => resolve({ rows: answer.rows, command: answer.command }))
      this.#client.query(query)
    })
  }

  async *#copyOut(
    statement: string,
    { signal, lends }: CopyOutOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    // A cancelled statement would end the whole transaction, so what comes after an early stop passes by unread.
    const copy = new CopyOut(statement, async () => {}, lends, sendPrepared)
    refuseAborted(signal)
    const client = this.#client
    let read: () => void = () => {}
    const running = stopOnAbort(client, signal, () => new Promise<void>((resolve) => (read = resolve)))
    try {
      yield* client.query(copy).chunks()
    } catch (thrown) {
      const failure = postgresFailure(thrown, 'COPY out', signal)
      throw cutOnPurpose(failure, signal) ? cancelled('COPY out') : failure
    } finally {
      read()
      await running
    }
  }
}

const prepared = new WeakMap<object, typeof pg.Query>()

/** Without parameters pg would take the simple protocol, which runs several statements. One class for all: each new one is slow. */
function preparedBy({ Query }: Pick<typeof pg, 'Query'>): typeof pg.Query {
  const made =
    prepared.get(Query) ??
    class extends Query {
      requiresPreparation(): boolean {
        return true
      }
    }
  prepared.set(Query, made)
  return made
}

/** A server that does not stop in time is cut off. */
function cutOnPurpose(thrown: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && thrown instanceof UnderstudyError && thrown.code === 'CONNECTION_LOST'
}

function sendPrepared(connection: Connection, text: string): void {
  connection.parse({ name: '', text, types: [] }, true)
  connection.bind({ portal: '', statement: '', values: [] }, true)
  connection.execute({ portal: '', rows: '' }, true)
  connection.sync()
}
