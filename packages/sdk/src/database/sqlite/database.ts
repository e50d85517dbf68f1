import type Driver from 'better-sqlite3'
import type { Database, Session } from '../adapter.ts'
import { LinkSession } from '../session.ts'
import { SqliteLink } from './sqlite-link.ts'

/** One connection, so the database is itself the session over it. */
export class SqliteDatabase extends LinkSession implements Database {
  readonly name: string
  readonly #sqlite: Driver.Database
  #closing: Promise<void> | undefined

  constructor(sqlite: Driver.Database, name: string) {
    super(new SqliteLink(sqlite))
    this.#sqlite = sqlite
    this.name = name
  }

  session<T>(run: (session: Session) => Promise<T>): Promise<T> {
    return this.exclusive(async (inner) => {
      try {
        return await run(inner)
      } finally {
        if (this.#sqlite.inTransaction) this.#sqlite.exec('rollback')
        this.#sqlite.pragma('foreign_keys = on')
      }
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.finish(`The connection to ${this.name} was closed`, async () => {
      this.#sqlite.close()
    })
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
