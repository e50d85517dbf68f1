import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Lock } from '../store.ts'
import { isBusy } from './failure.ts'

/** An open transaction on a file of its own: the system lets go of it when the process ends, however that comes. */
export async function lockFile(folder: string, name: string, driver: typeof Database): Promise<Lock | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const database = new driver(join(folder, `${name}.lock`), { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (thrown) {
    database.close()
    if (isBusy(thrown)) return undefined
    throw thrown
  }
  return {
    lost: new AbortController().signal,
    [Symbol.asyncDispose]: async () => {
      database.close()
    },
  }
}
