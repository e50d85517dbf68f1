import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteDriver } from '../../database/sqlite/driver.ts'
import type { RunLedger } from '../../ledger/ledger.ts'
import { type Image, withJournal } from './image.ts'
import type { Place } from './sqlite-world.ts'

/** Writes an image to a file in a folder of its own, which goes with it; the log of the file lies beside it. */
export async function filePlace(image: Image, ledger: RunLedger, testId: string | undefined): Promise<Place> {
  const Driver = await sqliteDriver()
  const folder = join(tmpdir(), `understudy-world-${randomBytes(8).toString('hex')}`)
  const path = join(folder, image.name)
  const entry = ledger.intend({ kind: 'path', path: folder }, { testId })
  const release = async () => {
    await rm(folder, { recursive: true, force: true })
    entry.done()
  }
  try {
    await mkdir(folder, { mode: 0o700 })
    await writeFile(path, withJournal(Buffer.from(image.bytes), image.wal ? 2 : 1))
    return { isolation: 'file', handle: new Driver(path), path, release, keep: async () => entry.done() }
  } catch (thrown) {
    await release()
    throw thrown
  }
}
