import type { Database } from '../../../../database/adapter.ts'
import { connectPostgres } from '../../../../database/postgres/connect.ts'
import { dropDatabase } from '../../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../../database/postgres/in-database.ts'
import { openSealed } from '../../sealed/sealed-file.ts'
import type { DatabaseStanding } from '../database-standing.ts'
import { ArchiveReader } from './archive-records.ts'
import { createLike } from './in-scratch.ts'
import { restoreArchive } from './restore-archive.ts'

export interface RestoreBackup {
  readonly server: Database
  readonly url: string
  readonly file: string
  readonly key: Uint8Array
  /** The database that is made; one that an earlier attempt has left is dropped. */
  readonly name: string
  readonly signal?: AbortSignal | undefined
}

/** Makes a database of what a file holds, or none. Answers what is to stand about it outside of it. */
export async function restoreBackup(work: RestoreBackup): Promise<DatabaseStanding> {
  const { server, url, file, key, name, signal } = work
  await using reader = new ArchiveReader(openSealed(file, key))
  const head = await reader.take('head')
  await dropDatabase(server, name)
  try {
    await createLike(server, name, head.form)
    await using database = await connectPostgres(inDatabase(url, name))
    await restoreArchive(reader, head, database, signal)
    await database.execute('analyze')
  } catch (thrown) {
    await dropDatabase(server, name)
    throw thrown
  }
  return head.standing
}
