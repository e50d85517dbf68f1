import { existsSync } from 'node:fs'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { ConnectOptions, Database } from '../adapter.ts'
import { SqliteDatabase } from './database.ts'
import { sqliteDriver } from './driver.ts'

/** @param path of the file; '' keeps the data in memory. Journal mode and other settings of the file stay as they are. */
export async function connectSqlite(path: string, options: ConnectOptions = {}): Promise<Database> {
  const Driver = await sqliteDriver()
  const name = path === '' ? 'sqlite: in memory' : `sqlite:${path}`
  if (path !== '' && options.create === false && !existsSync(path)) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `There is no file ${path}`,
      hint: 'Check the path.',
    })
  }
  try {
    const { busyTimeout: timeout } = options
    const engine = new Driver(path === '' ? ':memory:' : path, timeout === undefined ? {} : { timeout })
    // Opening alone reads nothing: only this tells a file that is no database.
    engine.pragma('schema_version')
    engine.pragma('foreign_keys = on')
    return new SqliteDatabase(engine, name)
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `${name} could not be opened: ${messageOf(thrown)}`,
      hint: 'Check that the folder exists, that the file is a SQLite database, and that you may write it.',
      cause: thrown,
    })
  }
}
