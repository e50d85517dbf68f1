import type { PGlite } from '@electric-sql/pglite'
import type { Cancellable, Copy } from '../adapter.ts'
import type { Answer } from '../link.ts'
import { PostgresLink } from '../postgres/link.ts'
import { parameter, parsers } from '../postgres/parse.ts'
import { rowBlobs } from './write.ts'

const readers = Object.fromEntries(parsers)

/**
 * PGlite as a link. It reads and writes COPY through one file in memory; what comes in is therefore cut at ends of
 * rows, into a COPY each, all in one transaction.
 */
export class PgliteLink extends PostgresLink {
  readonly engine = 'pglite'
  readonly copy: Copy
  readonly copiesBinary = false
  readonly #pglite: PGlite

  constructor(pglite: PGlite) {
    super()
    this.#pglite = pglite
    this.copy = {
      in: (statement, chunks, options) => this.#copyIn(statement, chunks, options),
      out: (statement, options) => this.#copyOut(statement, options),
    }
  }

  async run(text: string, parameters: readonly unknown[], options: Cancellable = {}): Promise<Answer> {
    return this.guard('run statement', options.signal, async () => {
      const { rows, command } = await this.#pglite.query(text, parameters.map(parameter), { parsers: readers })
      return { rows, command: command ?? '' }
    })
  }

  async script(text: string, options: Cancellable = {}): Promise<void> {
    await this.guard('run script', options.signal, () => this.#pglite.exec(text))
  }

  async #copyIn(
    statement: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: Cancellable = {},
  ): Promise<number> {
    const text = throughFile(statement, 'from', 'stdin')
    const alone = !this.#pglite.isInTransaction()
    let rows = 0
    if (alone) await this.script('begin')
    try {
      for await (const blob of rowBlobs(statement, chunks)) {
        rows += await this.guard('COPY in', options.signal, async () => {
          const { affectedRows } = await this.#pglite.query(text, [], { blob })
          return affectedRows ?? 0
        })
      }
      if (alone) await this.script('commit')
    } catch (thrown) {
      if (alone) await this.script('rollback')
      throw thrown
    }
    return rows
  }

  async *#copyOut(statement: string, options: Cancellable = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const text = throughFile(statement, 'to', 'stdout')
    const { blob } = await this.guard('COPY out', options.signal, () => this.#pglite.query(text))
    if (blob) yield* blob.stream()
  }
}

/** Puts PGlite's file in the place of STDIN or STDOUT, which is no part of a quoted name. */
function throughFile(statement: string, direction: string, standard: string): string {
  const place = new RegExp(`("(?:[^"]|"")*")|\\b${direction}\\s+${standard}\\b`, 'gi')
  return statement.replace(place, (found, quoted) => (quoted ? found : `${direction} '/dev/blob'`))
}
