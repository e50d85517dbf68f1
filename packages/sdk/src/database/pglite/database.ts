import type { PGlite } from '@electric-sql/pglite'
import type { Database, Session } from '../adapter.ts'
import { LinkSession } from '../session.ts'
import { PgliteLink } from './pglite-link.ts'

/** One connection, so the database is itself the session over it, and the lane of that session keeps the order. */
export class PgliteDatabase extends LinkSession implements Database {
  readonly name: string
  readonly #engine: PGlite
  readonly #link: PgliteLink
  #closing: Promise<void> | undefined

  constructor(engine: PGlite, name: string) {
    const link = new PgliteLink(engine)
    super(link)
    this.#engine = engine
    this.#link = link
    this.name = name
  }

  session<T>(run: (session: Session) => Promise<T>): Promise<T> {
    return this.exclusive(async (inner) => {
      try {
        return await run(inner)
      } finally {
        if (this.#engine.isInTransaction()) await this.#link.script('rollback')
        await this.#link.run('discard all', [])
      }
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.finish(`The connection to ${this.name} was closed`, () => this.#engine.close())
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
