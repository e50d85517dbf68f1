import { authorize } from '../auth/authorize.ts'
import { backUpBlobs } from '../blobs/back-up-blobs.ts'
import { ServerError } from '../errors/server-error.ts'
import type { Services } from '../services/call.ts'
import { changeSystem } from '../services/change.ts'
import { verifyBackup } from '../store/back-up/read-backup.ts'
import type { Admin } from './open-admin.ts'

export interface BackupReport {
  readonly madeAt: string
  readonly teams: number
  readonly rows: number
  /** Blobs in files that were erased while the backup was made. */
  readonly gone: number
}

/**
 * Of the whole store as of one moment, while servers go on, into an empty folder; then read back. The key that it opens
 * with is not in it. The trail's line about it comes first, so that the backup has it too.
 */
export async function backUp({ services, call }: Admin, folder: string): Promise<BackupReport> {
  authorize(call.actor, 'system.operate')
  await requireBlobs(services)
  await changeSystem(services, call, async (_tx, note) => note.audit({ action: 'backup.make', subject: 'system' }))
  await services.store.backUp(folder, call.signal)
  const gone = await backUpBlobs(services.store, services.blobs, folder, call.signal)
  const { madeAt, teams, files } = await verifyBackup(folder)
  const rows = Object.values(files).reduce((sum, file) => sum + file.rows, 0)
  return { madeAt, teams: teams.length, rows, gone }
}

/** A store whose blobs are in files looks whole without them, and would be of no use. */
async function requireBlobs({ store, blobs }: Pick<Services, 'store' | 'blobs'>): Promise<void> {
  if (blobs.kind !== 'database') return
  for (const team of await store.places()) {
    const elsewhere = await store.readTeam(team, (db) =>
      db
        .selectFrom('blobs')
        .leftJoin('blob_bytes', (join) =>
          join.onRef('blob_bytes.team_id', '=', 'blobs.team_id').onRef('blob_bytes.hash', '=', 'blobs.hash'),
        )
        .select('blobs.hash')
        .where('blob_bytes.hash', 'is', null)
        .limit(1)
        .executeTakeFirst(),
    )
    if (elsewhere) {
      throw new ServerError('BLOB_MISSING', {
        message: `the store has no bytes of the blob ${elsewhere.hash}`,
        hint: 'Name the folder in which the server keeps them: --blobs FOLDER.',
      })
    }
  }
}
