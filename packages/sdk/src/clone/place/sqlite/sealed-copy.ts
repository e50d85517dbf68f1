import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { syncFile } from '../durable.ts'
import { openSealed, sealFile } from '../sealed/sealed-file.ts'
import { unreadableBackup } from '../sealed/unreadable-backup.ts'

/** Seals a file, and reads what it has written: that is the file's content, or there is an error. */
export async function sealWholeFile(from: string, to: string, key: Uint8Array): Promise<void> {
  const [written, read] = [createHash('sha256'), createHash('sha256')]
  const hashed = async function* () {
    for await (const chunk of createReadStream(from)) {
      written.update(chunk)
      yield chunk
    }
  }
  await sealFile(to, hashed(), { key })
  for await (const chunk of openSealed(to, key)) read.update(chunk)
  if (written.digest('hex') !== read.digest('hex')) throw unreadableBackup(to, 'it does not hold what was written')
}

/** The file that was sealed, or an error and no file: a changed byte or another key is never taken for content. */
export async function openSealedFile(from: string, to: string, key: Uint8Array): Promise<void> {
  try {
    await pipeline(openSealed(from, key), createWriteStream(to, { mode: 0o600 }))
    await syncFile(to)
  } catch (thrown) {
    await rm(to, { force: true })
    throw thrown
  }
}
