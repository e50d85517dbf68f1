import type pg from 'pg'
import type { Cancellable, Copy } from '../../../database/adapter.ts'
import type { Answer } from '../../../database/link.ts'
import { PostgresLink } from '../../../database/postgres/link.ts'
import { parameter } from '../../../database/postgres/parse.ts'
import { PgLink } from '../../../database/postgres/pg-link.ts'
import { readingTypes } from '../../../database/postgres/reading-types.ts'
import { gatherChunks } from './gather-chunks.ts'
import type { HeldSession } from './held-session.ts'
import type { Stage } from './stage.ts'
import { verdictOf } from './verdict.ts'

/** A session on a stage as a link: our own reading of values, whatever the user's driver is set to. */
export class HeldLink extends PostgresLink {
  readonly engine = 'postgres'
  readonly copiesBinary = true
  readonly copy: Copy
  readonly #stage: Stage
  readonly #session: HeldSession
  readonly #types: ReturnType<typeof readingTypes>

  constructor(stage: Stage, session: HeldSession) {
    super()
    this.#stage = stage
    this.#session = session
    this.#types = readingTypes(stage.driver.types)
    this.copy = {
      in: (statement, chunks, options) => this.#copyIn(statement, chunks, options),
      out: (statement, options) => this.#copyOut(statement, options),
    }
  }

  run(text: string, parameters: readonly unknown[], options: Cancellable = {}): Promise<Answer> {
    const values = parameters.map(parameter)
    return this.guard('run statement', options.signal, async () => {
      const { rows, command } = resultOf(await this.#ask(text, values, options))
      return { rows, command }
    })
  }

  async script(text: string, options: Cancellable = {}): Promise<void> {
    await this.guard('run script', options.signal, () => this.#ask(text, undefined, options))
  }

  #ask(text: string, values: unknown, { signal }: Cancellable): Promise<unknown> {
    return this.#stage.run(this.#session, {
      kind: 'query',
      config: { text, types: this.#types },
      values,
      text,
      name: undefined,
      verdict: verdictOf(text),
      signal,
    })
  }

  async #copyIn(
    text: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: Cancellable = {},
  ): Promise<number> {
    // Before the connection is taken: what makes the rows may ask the database meanwhile.
    const gathered = await gatherChunks(chunks)
    const verdict = verdictOf(text)
    try {
      return await this.guard('COPY in', options.signal, async () =>
        rowsOf(
          await this.#stage.run(this.#session, { kind: 'copy', text, verdict, signal: options.signal, ...gathered }),
        ),
      )
    } catch (thrown) {
      throw gathered.failure ? gathered.failure.thrown : thrown
    }
  }

  async *#copyOut(text: string, options: Cancellable = {}): AsyncGenerator<Uint8Array, void, undefined> {
    await this.#stage.move('it reads a COPY, during which the connection is not free for anything else')
    yield* new PgLink(await this.#stage.real(this.#session)).copy.out(text, options)
  }
}

/** A script has one result or several; whoever wants rows sends one statement. */
function resultOf(answer: unknown): pg.QueryResult {
  return (Array.isArray(answer) ? answer.at(-1) : answer) as pg.QueryResult
}

/** A COPY answers the number of its rows. */
function rowsOf(answer: unknown): number {
  return answer as number
}
