import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { ConnectOptions, Database } from '../adapter.ts'
import { importDriver } from '../driver.ts'
import { SqliteDatabase } from './database.ts'

/** @param path of the file; '' keeps the data in memory. Journal mode and other settings of the file stay as they are. */
export async function connectSqlite(path: string, options: ConnectOptions = {}): Promise<Database> {
  const { default: Driver } = await importDriver('better-sqlite3', load)
  const name = path === '' ? 'sqlite: in memory' : `sqlite:${path}`
  if (path !== '' && options.create === false && !existsSync(path)) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `There is no file ${path}`,
      hint: 'Check the path.',
    })
  }
  try {
    const engine = new Driver(path === '' ? ':memory:' : path)
    // Opening alone reads nothing: only this tells a file that is no database.
    engine.pragma('schema_version')
    engine.pragma('foreign_keys = on')
    engine.defaultSafeIntegers(true)
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

/** Where it can, a driver that needs a newer Node ends the process without a word; so that is said before it loads. */
async function load() {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }
  if (Number.parseInt(version, 10) >= 13 && Number(process.versions.napi) < 10) {
    throw new Error(`version ${version} needs Node 22.14 or newer, and this is ${process.version}`)
  }
  return import('better-sqlite3')
}
