import { existsSync, realpathSync } from 'node:fs'
import type Driver from 'better-sqlite3'
import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { LinkSession } from '../../database/session.ts'
import { sqliteDriver } from '../../database/sqlite/driver.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { GuardedSource } from '../guarded-source.ts'
import type { SafetyCheck } from '../safety-check.ts'
import { SourceSlots } from '../source-slots.ts'
import { fileIdentity } from './file-identity.ts'
import { ReadingSqliteLink } from './reading-sqlite-link.ts'

export interface SqliteSourceOptions {
  readonly sessions: number
  readonly signal: AbortSignal | undefined
  /** What was looked at before it was opened. */
  readonly before: readonly SafetyCheck[]
}

/** A file, opened read-only, as of one moment. Where it has no write-ahead log, writers wait until the source is closed. */
export async function openSqliteSource(path: string, options: SqliteSourceOptions): Promise<GuardedSource> {
  refuseAborted(options.signal)
  const name = `sqlite:${path}`
  if (path === '' || !existsSync(path)) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'open the source',
      message: path === '' ? 'A database in memory is no source' : `There is no file ${path}`,
      hint: 'Check the path.',
    })
  }
  const Sqlite = await sqliteDriver()
  try {
    const file = realpathSync(path)
    const sqlite = new Sqlite(file, { readonly: true, fileMustExist: true })
    sqlite.pragma('query_only = on')
    sqlite.exec('begin')
    // A transaction that has read nothing has no state yet.
    sqlite.prepare('select count(*) from sqlite_schema').get()
    return new SqliteSource(name, sqlite, file, options)
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'open the source',
      message: `${name} could not be opened: ${messageOf(thrown)}`,
      hint: 'Check that it is a SQLite database, that you may read it, and that nobody writes it at this moment.',
      cause: thrown,
    })
  }
}

const ofEveryFile: readonly SafetyCheck[] = [
  { name: 'source is read-only', outcome: 'passed', message: 'The file is open for reading, in one transaction' },
  { name: 'source role cannot write', outcome: 'passed', message: 'A file that is open for reading cannot be written' },
  { name: 'source shows all rows', outcome: 'passed', message: 'SQLite hides no rows' },
]

class SqliteSource implements GuardedSource {
  readonly engine = 'sqlite'
  readonly name: string
  readonly identity: string
  readonly snapshot = undefined
  readonly checks: readonly SafetyCheck[]
  readonly #sqlite: Driver.Database
  readonly #file: string
  readonly #opened: string
  readonly #signal: AbortSignal | undefined
  readonly #slots: SourceSlots
  #closing: Promise<void> | undefined

  constructor(name: string, sqlite: Driver.Database, file: string, options: SqliteSourceOptions) {
    const { sessions, signal, before } = options
    this.name = name
    this.checks = [...before, ...ofEveryFile]
    this.#sqlite = sqlite
    this.#file = file
    this.#signal = signal
    this.#slots = new SourceSlots(sessions, name)
    this.#opened = fileIdentity(file) ?? ''
    this.identity = this.#opened
  }

  session<T>(run: (session: Session) => Promise<T>, options: { readonly signal?: AbortSignal | undefined } = {}) {
    const signals = [this.#signal, options.signal].filter((signal) => signal !== undefined)
    const signal = signals.length > 1 ? AbortSignal.any(signals) : signals[0]
    return this.#slots.use(signal, async () => {
      const session = new LinkSession(new ReadingSqliteLink(this.#sqlite), 1, signal)
      try {
        return await run(session)
      } finally {
        session.end('The session is over')
      }
    })
  }

  async hold(): Promise<void> {}

  isAlive(): boolean {
    return this.#sqlite.open && this.#sqlite.inTransaction && fileIdentity(this.#file) === this.#opened
  }

  close(): Promise<void> {
    this.#closing ??= this.#slots.close().then(() => {
      this.#sqlite.close()
    })
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
