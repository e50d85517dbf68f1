import type { Client, QueryResult } from 'pg'
import type { Cancellable, Copy, CopyOutOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Answer, Flight, Run } from '../link.ts'
import { requestCancel, stopOnAbort } from './cancel.ts'
import { CopyIn } from './copy-in.ts'
import { CopyOut } from './copy-out.ts'
import { PostgresLink } from './link.ts'
import { parameter } from './parse.ts'
import { canPipeline, pipelined } from './pipeline.ts'
import { isOutsideTransaction } from './transaction-status.ts'

/** A client of pg as a link. */
export class PgLink extends PostgresLink {
  readonly engine = 'postgres'
  readonly copy: Copy
  readonly copiesBinary = true
  readonly flight: Flight | undefined
  readonly #client: Client

  constructor(client: Client) {
    super()
    this.#client = client
    this.flight = canPipeline(client) ? (work, { signal }) => this.#flight(work, signal) : undefined
    this.copy = {
      in: (statement, chunks, options) => this.#copyIn(statement, chunks, options),
      out: (statement, options) => this.#copyOut(statement, options),
    }
  }

  async run(text: string, parameters: readonly unknown[], options: Cancellable = {}): Promise<Answer> {
    return this.#guard('run statement', options.signal, () => this.#ask(text, parameters))
  }

  async #ask(text: string, parameters: readonly unknown[]): Promise<Answer> {
    const answer: QueryResult = await this.#client.query(text, parameters.map(parameter))
    return { rows: answer.rows, command: answer.command }
  }

  #flight<T>(work: (run: Run) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const run: Run = (text, parameters) => this.guard('run statement', signal, () => this.#ask(text, parameters))
    return stopOnAbort(this.#client, signal, () => pipelined(this.#client, run, work))
  }

  async script(text: string, options: Cancellable = {}): Promise<void> {
    await this.#guard('run script', options.signal, () => this.#client.query(text))
  }

  async #copyIn(
    statement: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: Cancellable = {},
  ): Promise<number> {
    const copy = new CopyIn(statement, chunks)
    try {
      return await this.#guard('COPY in', options.signal, () => this.#client.query(copy).rows)
    } catch (thrown) {
      throw copy.producerFailure ? copy.producerFailure.thrown : thrown
    }
  }

  async *#copyOut(statement: string, options: CopyOutOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const client = this.#client
    const copy = new CopyOut(
      statement,
      async () => {
        // Inside a transaction a cancelled statement would end all of it.
        if (isOutsideTransaction(client)) await requestCancel(client)
      },
      options.lends,
    )
    const stop = () => void requestCancel(client)
    refuseAborted(options.signal)
    options.signal?.addEventListener('abort', stop, { once: true })
    try {
      yield* client.query(copy).chunks()
    } catch (thrown) {
      throw this.failed(thrown, 'COPY out', options.signal)
    } finally {
      options.signal?.removeEventListener('abort', stop)
    }
  }

  #guard<T>(operation: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    return this.guard(operation, signal, () => stopOnAbort(this.#client, signal, work))
  }
}
