import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sqliteDriver } from '../../../database/sqlite/driver.ts'
import { codeOf, UnderstudyError } from '../../../errors.ts'
import type { PlaceHold } from '../../staging.ts'
import { identity } from './file-users.ts'

/**
 * A lock that the system frees when the process dies: an exclusive transaction on an empty SQLite file beside the target.
 * @returns null where somebody else has it
 */
export async function tryFileLock(target: string): Promise<PlaceHold | null> {
  const Engine = await sqliteDriver()
  const file = `${target}.understudy-lock`
  for (;;) {
    const engine = new Engine(file, { timeout: 0 })
    const opened = identity(file)
    try {
      engine.exec('begin exclusive')
    } catch (thrown) {
      engine.close()
      if (codeOf(thrown)?.startsWith('SQLITE_BUSY')) return null
      // The file went away while it was opened.
      if (identity(file) === opened) throw thrown
      continue
    }
    // Whoever had it removes it when he leaves: then this is the lock of a file that nobody else will find.
    if (opened !== undefined && identity(file) === opened) {
      let held = true
      return {
        async check() {},
        async [Symbol.asyncDispose]() {
          if (!held) return
          held = false
          rmSync(file, { force: true })
          engine.exec('rollback')
          engine.close()
        },
      }
    }
    engine.close()
  }
}

/** Who only looks has it for a moment. */
const patience = 1000

export async function fileLock(target: string): Promise<PlaceHold> {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
    const lock = await tryFileLock(target)
    if (lock) return lock
  }
  throw new UnderstudyError('CLONE_BUSY', {
    operation: 'clone',
    message: `Another clone into ${target} is at work`,
    details: { stands: 'nothing was changed' },
  })
}
