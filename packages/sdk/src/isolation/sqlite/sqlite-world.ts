import type Driver from 'better-sqlite3'
import { SqliteDatabase } from '../../database/sqlite/database.ts'
import { UnderstudyError } from '../../errors.ts'
import { closedWorld } from '../closed-world.ts'
import { unsupported } from '../unsupported.ts'
import type { Isolation, Leak, Native, Upgrade, World } from '../world.ts'
import { MovableDatabase } from './movable-database.ts'

/** Where the data of a world is. */
export interface Place {
  readonly isolation: Isolation
  readonly handle: Driver.Database
  /** Of the file; undefined for memory. */
  readonly path: string | undefined
  /** After the connection has ended. */
  release(): Promise<void>
  /** Leaves it to who asked, instead. */
  keep(): Promise<void>
}

/** One connection, which the test's own driver shares: there is no other way to see what is in memory. */
export class SqliteWorld implements World {
  readonly engine = 'sqlite'
  readonly database: MovableDatabase
  readonly #toFile: (bytes: Buffer) => Promise<Place>
  #place: Place
  #upgrade: Upgrade | undefined
  #moving: Promise<void> | undefined
  #given = false
  #closing: Promise<void> | undefined

  /** @param toFile for a world in memory that somebody wants to reach from elsewhere */
  constructor(place: Place, name: string, toFile: (bytes: Buffer) => Promise<Place>) {
    this.#place = place
    this.#toFile = toFile
    this.database = new MovableDatabase(new SqliteDatabase(place.handle, name))
  }

  get isolation() {
    return this.#place.isolation
  }

  get upgrade() {
    return this.#upgrade
  }

  get native(): Native {
    this.#refuseClosed('use the driver')
    this.#given = true
    return { engine: 'sqlite', database: this.#place.handle }
  }

  async url(): Promise<string> {
    this.#refuseClosed('give the URL')
    if (this.#place.path === undefined) {
      this.#moving ??= this.#move().finally(() => {
        this.#moving = undefined
      })
      await this.#moving
    }
    return `sqlite:${this.#place.path}`
  }

  async ping(): Promise<void> {
    this.#refuseClosed('ask the database')
    await this.database.query('select 1')
  }

  async leaks(): Promise<readonly Leak[]> {
    this.#refuseClosed('look for leaks')
    if (!this.#given && !this.database.mayHaveAttached) return []
    const databases = await this.database.query<{ name: string; file: string }>('pragma database_list')
    const attached = databases.filter(({ name, file }) => name !== 'main' && name !== 'temp' && file !== '')
    return attached.map(({ name }) => ({
      kind: 'database',
      name,
      message: `A file was attached as ${name}: what was written to it stays`,
    }))
  }

  async keep(): Promise<string> {
    this.#refuseClosed('keep the database')
    const { path, isolation } = this.#place
    if (path === undefined) throw unsupported(isolation, 'sqlite', 'what is in memory cannot be kept', 'Use "file".')
    this.#closing = this.database.close().then(() => this.#place.keep())
    await this.#closing
    return `sqlite:${path}`
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #end(): Promise<void> {
    await this.#moving?.catch(() => {})
    await this.database.close()
    await this.#place.release()
  }

  async #move(): Promise<void> {
    if (this.#given) {
      throw new UnderstudyError('ISOLATION_FALSIFIED', {
        operation: 'give the URL',
        message: 'The driver of the test works in memory, where no other connection can see what it writes',
        hint: 'Ask for the URL before the driver, or set isolation to "file" for this test.',
      })
    }
    await this.database.exchange(async () => {
      if (this.#place.handle.inTransaction) {
        throw new UnderstudyError('ISOLATION_FALSIFIED', {
          operation: 'give the URL',
          message: 'A transaction is open, which no other connection could see',
          hint: 'Ask for the URL outside of transactions, or set isolation to "file" for this test.',
        })
      }
      const from = this.#place.isolation
      this.#place = await this.#toFile(this.#place.handle.serialize())
      this.#upgrade = { from, to: 'file', reason: 'the URL was asked for, and memory has none' }
      return new SqliteDatabase(this.#place.handle, this.database.name)
    })
  }

  #refuseClosed(operation: string): void {
    if (this.#closing) throw closedWorld(operation)
  }
}
