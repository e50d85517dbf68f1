import type { PGlite } from '@electric-sql/pglite'
import type { Database, Session } from '../../database/adapter.ts'
import { PgliteLink } from '../../database/pglite/pglite-link.ts'
import { LinkSession } from '../../database/session.ts'

/** Our side of a PGlite whose transaction is held. */
export class HeldDatabase extends LinkSession implements Database {
  readonly name: string
  readonly #engine: PGlite
  #closing: Promise<void> | undefined

  constructor(engine: PGlite, name: string) {
    super(new PgliteLink(engine))
    this.#engine = engine
    this.name = name
  }

  /** DISCARD ALL, which ends a session elsewhere, cannot run inside a transaction. */
  session<T>(run: (session: Session) => Promise<T>): Promise<T> {
    return this.exclusive(async (inner) => {
      try {
        return await run(inner)
      } finally {
        if (this.#engine.isInTransaction()) await this.#engine.exec('rollback')
        await this.#engine.exec('reset all')
      }
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.finish('The world of this test was closed', async () => {})
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
