import { closeSync, fsyncSync, openSync } from 'node:fs'
import type Driver from 'better-sqlite3'
import { sqliteDriver } from '../../database/sqlite/driver.ts'
import { sqliteFailure } from '../../database/sqlite/failure.ts'
import { parseUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import type { FileSettings } from './source-facts.ts'

/**
 * The file that is filled. Nobody else has it, so it is written without waiting for the disk: a process that is killed
 * loses nothing that was committed, and `settle` brings all of it to the disk before anyone reads it.
 */
export class StagingFile implements Disposable {
  readonly sqlite: Driver.Database
  readonly #path: string

  private constructor(sqlite: Driver.Database, path: string) {
    this.sqlite = sqlite
    this.#path = path
  }

  static async open(url: string): Promise<StagingFile> {
    const { engine, target } = parseUrl(url)
    if (engine !== 'sqlite' || target === '') {
      throw new UnderstudyError('TARGET_REFUSED', {
        operation: 'open staging file',
        message: 'A copy for SQLite is written into a file, and this names none.',
      })
    }
    const Driver = await sqliteDriver()
    try {
      const sqlite = new Driver(target)
      sqlite.pragma('foreign_keys = off')
      sqlite.pragma('synchronous = off')
      sqlite.pragma('locking_mode = exclusive')
      sqlite.pragma('journal_mode = truncate')
      sqlite.pragma('cache_size = -65536')
      return new StagingFile(sqlite, target)
    } catch (thrown) {
      throw sqliteFailure(thrown, 'open staging file')
    }
  }

  /** Has an effect as long as nothing is in the file. */
  takeOver({ pageSize, encoding, autoVacuum, userVersion, applicationId }: FileSettings): void {
    this.sqlite.pragma(`encoding = '${encoding.replaceAll("'", '')}'`)
    this.sqlite.pragma(`page_size = ${Math.trunc(pageSize)}`)
    this.sqlite.pragma(`auto_vacuum = ${Math.trunc(autoVacuum)}`)
    this.sqlite.pragma(`user_version = ${Math.trunc(userVersion)}`)
    this.sqlite.pragma(`application_id = ${Math.trunc(applicationId)}`)
  }

  /** All of it, or nothing. */
  transact<T>(operation: string, work: () => T): T {
    try {
      return this.sqlite.transaction(work).immediate()
    } catch (thrown) {
      throw sqliteFailure(thrown, operation)
    }
  }

  settle(): void {
    this.sqlite.pragma('synchronous = full')
    this.sqlite.pragma('journal_mode = delete')
    const file = openSync(this.#path, 'r+')
    try {
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }

  close(): void {
    this.sqlite.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
