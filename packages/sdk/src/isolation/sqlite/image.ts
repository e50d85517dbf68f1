import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { SqliteDatabase } from '../../database/sqlite/database.ts'
import { sqliteDriver } from '../../database/sqlite/driver.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { Preparation } from '../world.ts'

/** The bytes of a database, which worlds begin with. */
export interface Image {
  readonly bytes: Buffer
  /** For people, and for a file that it is written to. */
  readonly name: string
  /** Whether a file of it shall keep a write-ahead log. */
  readonly wal: boolean
}

/** Bytes 18 and 19 of the header: 1 for a rollback journal, 2 for a write-ahead log, which memory cannot have. */
const journal = [18, 19] as const

/**
 * The content of a file with all that its log holds, prepared in a copy: the file stays as it is.
 * @param path '' for an empty database
 */
export async function readImage(path: string, prepare: Preparation | undefined): Promise<Image> {
  const Driver = await sqliteDriver()
  const read = path === '' || (prepare && !existsSync(path)) ? Buffer.alloc(0) : serialized(Driver, path)
  const wal = read[journal[0]] === 2
  const bytes = withJournal(read, 1)
  const name = path === '' ? 'data.db' : basename(path)
  if (!prepare) return { bytes, name, wal }
  const handle = bytes.length === 0 ? new Driver(':memory:') : new Driver(bytes)
  await using database = new SqliteDatabase(handle, 'sqlite: in memory')
  await database.execute('pragma foreign_keys = on')
  await prepare.run(database)
  return { bytes: withJournal(handle.serialize(), 1), name, wal }
}

function serialized(Driver: Awaited<ReturnType<typeof sqliteDriver>>, path: string): Buffer {
  try {
    const source = new Driver(path, { readonly: true, fileMustExist: true })
    try {
      return source.serialize()
    } finally {
      source.close()
    }
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'read the database',
      message: `sqlite:${path} could not be read: ${messageOf(thrown)}`,
      hint: 'Check that the file exists, that it is a SQLite database, and that you may read it.',
      cause: thrown,
    })
  }
}

export function withJournal(bytes: Buffer, version: 1 | 2): Buffer {
  for (const at of journal) if (at < bytes.length) bytes[at] = version
  return bytes
}
