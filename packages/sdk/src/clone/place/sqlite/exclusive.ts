import { existsSync } from 'node:fs'
import type Driver from 'better-sqlite3'
import { sqliteDriver } from '../../../database/sqlite/driver.ts'
import { codeOf, messageOf, UnderstudyError } from '../../../errors.ts'
import { fileUsers } from './file-users.ts'

export type JournalMode = 'wal' | 'delete'

export interface Exclusive {
  /** As it was found; meanwhile everything is in the one file. */
  readonly journal: JournalMode
  /**
   * Something else of this process opens the file and closes it again, by which the system forgets the lock. It is taken
   * again then; false where somebody has written in between.
   */
  again(): boolean
  close(): void
}

/** Keeps everybody else out of a database whose content is all in its one file: nothing is beside it. */
export async function openExclusive(file: string): Promise<Exclusive> {
  const users = fileUsers(file)
  if (users.length > 0) throw inUse(file, users)
  const engine = await openFile(file)
  try {
    const journal = engine.pragma('journal_mode', { simple: true }) === 'wal' ? 'wal' : 'delete'
    engine.pragma('journal_mode = delete')
    engine.exec('begin exclusive')
    for (const suffix of ['-wal', '-journal'])
      if (existsSync(file + suffix)) throw inUse(file, [`whatever keeps ${file}${suffix}`])
    const version = engine.pragma('data_version', { simple: true })
    return {
      journal,
      again() {
        engine.exec('rollback')
        engine.exec('begin exclusive')
        return engine.pragma('data_version', { simple: true }) === version
      },
      close: () => {
        if (engine.inTransaction) engine.exec('rollback')
        engine.close()
      },
    }
  } catch (thrown) {
    engine.close()
    throw codeOf(thrown)?.startsWith('SQLITE_BUSY') ? inUse(file, ['another connection']) : thrown
  }
}

/** Brings what stands beside a file into it; it is then opened in this mode. */
export async function settle(file: string, journal: JournalMode): Promise<void> {
  const engine = await openFile(file)
  try {
    engine.pragma('journal_mode = delete')
    if (journal === 'wal') engine.pragma('journal_mode = wal')
  } catch (thrown) {
    throw codeOf(thrown)?.startsWith('SQLITE_BUSY') ? inUse(file, ['another connection']) : thrown
  } finally {
    // The last connection to leave brings the WAL home, and removes it.
    engine.close()
  }
}

async function openFile(file: string): Promise<Driver.Database> {
  const Engine = await sqliteDriver()
  const engine = new Engine(file, { timeout: 1000 })
  try {
    engine.pragma('schema_version')
    return engine
  } catch (thrown) {
    engine.close()
    if (codeOf(thrown)?.startsWith('SQLITE_BUSY')) throw inUse(file, ['another connection'])
    throw new UnderstudyError('TARGET_REFUSED', {
      operation: 'open the target',
      message: `${file} is not a SQLite database that can be replaced: ${messageOf(thrown)}`,
      details: { stands: 'it is as it was' },
    })
  }
}

function inUse(file: string, users: readonly string[]): UnderstudyError {
  return new UnderstudyError('TARGET_IN_USE', {
    operation: 'promote',
    message: `The file ${file} is in use by ${users.join(', ')}`,
    hint: 'Close the programs that are named: connections to a file cannot be ended from outside.',
    details: { users, stands: 'the target is as it was' },
  })
}
