import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { restoreBlobs } from '../blobs/back-up-blobs.ts'
import { parseConfig } from '../config.ts'
import { keyFileName, openKeyRing } from '../crypto/open-key-ring.ts'
import { ServerError } from '../errors/server-error.ts'
import { blobsOf, storeConfigOf } from '../open-services.ts'
import { changeSystem } from '../services/change.ts'
import { forgetStart } from '../services/told-at-start.ts'
import { proveRing } from '../store/back-up/prove-ring.ts'
import { verifyBackup } from '../store/back-up/read-backup.ts'
import { restoreStore } from '../store/back-up/restore-store.ts'
import { openStore } from '../store/open-store.ts'
import { openAdmin, type StorePlace } from './open-admin.ts'

export interface RestoreReport {
  readonly madeAt: string
  readonly teams: number
  readonly rows: number
}

/** Into a store with nothing in it, by the key of the store that the backup is of: whether it opens is proven before. */
export async function restore(place: StorePlace, folder: string, signal?: AbortSignal): Promise<RestoreReport> {
  const { data, key, keyFile, blobs } = parseConfig(place)
  // No key is made here as one is at a first start: it would open nothing.
  if (!key && !keyFile && !(data !== undefined && existsSync(join(data, keyFileName)))) {
    throw new ServerError('KEY_MISSING', {
      message: 'no backup holds the key that it opens with, and none was given',
      hint: `Give the key of the store that it is of: --key-file FILE, UNDERSTUDY_KEY, or its ${keyFileName} in the new folder.`,
    })
  }
  const ring = await openKeyRing({ key, keyFile, folder: data })
  const { madeAt, teams, files } = await verifyBackup(folder)
  await proveRing(folder, ring)
  const store = await openStore(storeConfigOf(place), ring)
  const now = () => new Date()
  try {
    await restoreStore(store, folder, {
      signal,
      besides: () => restoreBlobs(store, blobsOf({ blobs }, store, now), folder, signal),
    })
    await forgetStart(store)
  } finally {
    await store.close()
  }
  const rows = Object.values(files).reduce((sum, file) => sum + file.rows, 0)
  await using admin = await openAdmin(place)
  await changeSystem(admin.services, admin.call, async (_tx, note) =>
    note.audit({ action: 'backup.restore', subject: 'system', details: { madeAt, teams: teams.length, rows } }),
  )
  return { madeAt, teams: teams.length, rows }
}
