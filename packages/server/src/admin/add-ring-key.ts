import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyFileName, openKeyRing } from '../crypto/open-key-ring.ts'
import { ServerError } from '../errors/server-error.ts'
import { openStore } from '../store/open-store.ts'
import type { StorePlace } from './open-admin.ts'

/**
 * A new first key in the key file of an embedded store: from then on it wraps, and those below open what they wrapped.
 * Only while no server runs on it, for that would not know the key that it is about to meet.
 */
export async function addRingKey(place: StorePlace): Promise<void> {
  const { data: folder, key, keyFile } = place
  if (folder === undefined || key !== undefined) {
    throw new ServerError('STORE_MISUSED', {
      message: 'a new key is put into the key file of an embedded store, and this store has none',
      hint: 'Put the new key on a line before the one in UNDERSTUDY_KEY or in its file, restart every server, then rotate.',
    })
  }
  const file = keyFile ?? join(folder, keyFileName)
  const store = await openStore({ engine: 'sqlite', folder }, await openKeyRing({ keyFile: file }))
  try {
    await using lock = await store.tryLock('server')
    if (lock === undefined) {
      throw new ServerError('STORE_BUSY', {
        message: `a server runs on ${folder}, and would not know the new key`,
        hint: 'Stop it, and start it again afterwards.',
      })
    }
    const draft = `${file}.${randomBytes(4).toString('hex')}`
    const text = `${randomBytes(32).toString('base64')}\n${await readFile(file, 'utf8')}`
    await writeFile(draft, text, { mode: 0o600, flush: true })
    await rename(draft, file)
  } finally {
    await store.close()
  }
}
