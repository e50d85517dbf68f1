import { rename, rm } from 'node:fs/promises'
import { analyzeSchema } from '../../../../catalog/analyze.ts'
import { cancelled } from '../../../../database/lane.ts'
import { connectPostgres } from '../../../../database/postgres/connect.ts'
import { dropDatabase } from '../../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../../database/postgres/in-database.ts'
import { codeOf, UnderstudyError } from '../../../../errors.ts'
import { noteText } from '../../backup-note.ts'
import { formOfDatabase } from '../../database-form.ts'
import { sealFile } from '../../sealed/sealed-file.ts'
import { standingOf } from '../database-standing.ts'
import type { FoundBackup } from '../find-backups.ts'
import { refuseInUse } from '../swap-names.ts'
import type { ArchiveHead } from './archive-contents.ts'
import type { ArchiveFiles } from './archive-files.ts'
import { readForArchive } from './archive-session.ts'
import { type RestoreBackup, restoreBackup } from './restore-backup.ts'
import { rowsOfExtensions } from './rows-of-extensions.ts'
import { archiveOf } from './write-archive.ts'

export interface SealBackup extends Omit<RestoreBackup, 'file'> {
  readonly files: ArchiveFiles
  readonly onStep?: ((title: string) => void) | undefined
}

/**
 * Writes the file that a backup database becomes. It has its name only once all of it was loaded into another database
 * and found to be what was written; the backup database stays as it is.
 */
export async function sealBackup(backup: FoundBackup, work: SealBackup): Promise<void> {
  const { server, files, signal, onStep } = work
  const file = files.fileOf(backup.id)
  const draft = `${file}.draft`
  try {
    await files.check()
    onStep?.('write the backup to a file')
    await writeDraft(backup, draft, work)
    onStep?.('load the backup from its file to see that it comes back')
    await restoreBackup({ ...work, file: draft })
    await dropDatabase(server, work.name)
    // Whoever found it under its new name may have written what the file does not have.
    await refuseInUse(server, backup.database)
    signal?.throwIfAborted()
    await rename(draft, file)
    await files.settled()
  } catch (thrown) {
    await rm(draft, { force: true })
    throw signal?.aborted ? cancelled('write the backup to a file') : failed(thrown)
  }
}

async function writeDraft(
  { database: name, note, comment }: FoundBackup,
  draft: string,
  { server, url, key, signal }: SealBackup,
): Promise<void> {
  await using database = await connectPostgres(inDatabase(url, name), { maxConnections: 1 })
  await database.session(async (session) => {
    const definition = await analyzeSchema(session)
    await readForArchive(session, definition)
    const head: ArchiveHead = {
      version: 1,
      form: await formOfDatabase(session),
      standing: { ...(await standingOf(server, name)), comment: note === null ? comment : note.comment },
      definition,
      ofExtensions: await rowsOfExtensions(session),
    }
    const about = note === null ? '' : noteText({ ...note, comment: null })
    await session.transaction(
      (transaction) => sealFile(draft, archiveOf(transaction, head, signal), { key, about, signal }),
      { isolation: 'repeatable read', readOnly: true },
    )
  })
}

function failed(thrown: unknown): unknown {
  if (codeOf(thrown) !== 'ENOSPC') return thrown
  return new UnderstudyError('CLONE_FAILED', {
    operation: 'write the backup to a file',
    message: 'The disk that Understudy keeps its state on is full',
    hint: 'Make room there, or name another folder in UNDERSTUDY_STATE.',
    cause: thrown,
  })
}
