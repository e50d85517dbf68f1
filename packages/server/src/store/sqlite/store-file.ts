import { open } from 'node:fs/promises'
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { type Kysely, sql, type Transaction } from 'kysely'
import { Lane } from '../lane.ts'
import { Connection } from './connection.ts'
import { isBusy, sqliteFailure } from './failure.ts'
import { KeptLog } from './kept-log.ts'
import { migrateFile } from './migrate.ts'

const patienceMs = 10_000
const mostReaders = 16
/** In KiB, for each connection: the driver's own would be 16 MB, which blobs pass through and fill with what is read once. */
const pageCache = 2000

export interface Snapshot<Tables> extends AsyncDisposable {
  readonly db: Kysely<Tables>
}

/**
 * One database file: one connection that writes, in a lane, and a few that read, each in a snapshot of its own. What is
 * deleted is overwritten, and what SQLite needs for a while stays in memory: nothing goes to a temporary file.
 */
export class StoreFile<Tables> {
  readonly path: string
  readonly #driver: typeof Database
  readonly #database: Database.Database
  readonly #log: KeptLog
  readonly #writer: Connection<Tables>
  readonly #lane = new Lane()
  readonly #idle: Connection<Tables>[] = []
  readonly #waiting: ((reader: Connection<Tables> | undefined) => void)[] = []
  #readers = 0

  private constructor(path: string, driver: typeof Database, database: Database.Database, log: KeptLog) {
    this.path = path
    this.#driver = driver
    this.#database = database
    this.#log = log
    this.#writer = new Connection<Tables>(database, 'write', () => log.committed())
  }

  /** Makes it where it is not there, for this user alone, and brings its schema forward. */
  static async open<Tables>(path: string, driver: typeof Database, team?: string): Promise<StoreFile<Tables>> {
    await (await open(path, 'a', 0o600)).close()
    return retried(path, async () => {
      const database = connect(path, driver)
      try {
        migrateFile(database, path, team)
        return new StoreFile<Tables>(path, driver, database, await KeptLog.open(path))
      } catch (thrown) {
        database.close()
        throw thrown
      }
    })
  }

  /** Done when what it wrote is on the disk. */
  write<Result>(work: (tx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    return this.#lane.run(async () => {
      // The driver is synchronous: whoever writes again and again would let nothing else happen.
      await nextTurn()
      const result = await retried(this.path, () => this.#writer.transaction(work))
      await this.#log.kept()
      return result
    })
  }

  /** Done when what was there to be read is on the disk: nobody is told what a failure of the power takes back. */
  async read<Result>(work: (db: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    const reader = await this.#takeReader()
    try {
      return await retried(this.path, () => reader.transaction(work))
    } finally {
      this.#giveBack(reader)
      await this.#log.kept()
    }
  }

  /** Until it is disposed of nobody else writes, in this process or another. */
  holdWriters(): Promise<AsyncDisposable> {
    return new Promise((resolve, reject) => {
      const held = this.write(async () => {
        await new Promise<void>((release) => {
          resolve({
            [Symbol.asyncDispose]: async () => {
              release()
              await held
            },
          })
        })
      })
      held.catch(reject)
    })
  }

  /** What is there now, for as long as it is looked at. */
  async snapshot(): Promise<Snapshot<Tables>> {
    const reader = await this.#takeReader()
    const { db, rollback } = reader.begin()
    // It begins with the first thing that is read.
    await sql`select 1 from sqlite_schema limit 1`.execute(db)
    return {
      db,
      [Symbol.asyncDispose]: async () => {
        rollback()
        this.#giveBack(reader)
      },
    }
  }

  /** Deleted rows are overwritten in the file, but the log has them until its pages have gone there. */
  async emptyLog(patience = patienceMs): Promise<void> {
    await this.#lane.run(() =>
      retried(
        this.path,
        async () => {
          const [row] = this.#database.pragma('wal_checkpoint(truncate)') as { readonly busy: number }[]
          if (row?.busy) throw Object.assign(new Error('a reader holds the log'), { code: 'SQLITE_BUSY' })
        },
        patience,
      ),
    )
  }

  /** Once nobody uses it. What the log still holds goes into the file, and the log away. */
  async close(): Promise<void> {
    await this.#log.close()
    for (const reader of this.#idle.splice(0)) reader.close()
    this.#database.close()
  }

  async #takeReader(): Promise<Connection<Tables>> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#readers >= mostReaders) {
      const given = await new Promise<Connection<Tables> | undefined>((resolve) => this.#waiting.push(resolve))
      if (given) return given
    }
    this.#readers++
    try {
      const database = connect(this.path, this.#driver)
      database.pragma('query_only = on')
      return new Connection<Tables>(database, 'read')
    } catch (thrown) {
      this.#readers--
      this.#waiting.shift()?.(undefined)
      throw sqliteFailure(thrown, this.path)
    }
  }

  #giveBack(reader: Connection<Tables>): void {
    const next = this.#waiting.shift()
    if (next) next(reader)
    else this.#idle.push(reader)
  }
}

function connect(path: string, driver: typeof Database): Database.Database {
  const database = new driver(path, { fileMustExist: true, timeout: 20 })
  try {
    for (const pragma of [
      'journal_mode = wal',
      // Where the log goes into the file; what is committed is brought to the disk by `KeptLog`.
      'synchronous = normal',
      'foreign_keys = on',
      'secure_delete = on',
      'temp_store = memory',
      `cache_size = -${pageCache}`,
      'trusted_schema = off',
    ]) {
      database.pragma(pragma)
    }
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** Waits for another process without holding up this one: SQLite's own waiting would stop the event loop. */
async function retried<Result>(file: string, attempt: () => Promise<Result>, patience = patienceMs): Promise<Result> {
  const end = performance.now() + patience
  for (let wait = 2; ; wait = Math.min(wait * 2, 100)) {
    try {
      return await attempt()
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() > end) throw sqliteFailure(thrown, file)
      await pause(wait * (0.5 + Math.random()))
    }
  }
}
