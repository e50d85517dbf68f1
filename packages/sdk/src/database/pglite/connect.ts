import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PGlite, PGliteOptions } from '@electric-sql/pglite'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { ConnectOptions, Database } from '../adapter.ts'
import { createPglite, createPgliteIn, openPglite } from './create-pglite.ts'
import { PgliteDatabase } from './database.ts'
import { importPgvector } from './import-pgvector.ts'

/**
 * Where pgvector for PGlite is installed, `create extension vector` works.
 * @param folder where the data is kept; '' keeps it in memory.
 */
export async function connectPglite(folder: string, options: ConnectOptions = {}): Promise<Database> {
  const vector = await importPgvector()
  const name = folder === '' ? 'pglite: in memory' : `pglite:${folder}`
  const stands = folder !== '' && existsSync(join(folder, 'PG_VERSION'))
  if (folder !== '' && options.create === false && !stands) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `The folder ${folder} holds no PGlite database`,
      hint: 'Check the path.',
    })
  }
  try {
    const extensions = vector === undefined ? {} : { extensions: { vector } }
    return new PgliteDatabase(await open(folder, stands, extensions), name)
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `${name} could not be opened: ${messageOf(thrown)}`,
      hint: 'Check that the folder can be written, and that no other process has it open.',
      cause: thrown,
    })
  }
}

async function open(folder: string, stands: boolean, extensions: PGliteOptions): Promise<PGlite> {
  if (folder === '') return await createPglite(extensions)
  if (!stands) return await createPgliteIn(folder, extensions)
  return await openPglite({ dataDir: folder, ...extensions })
}
