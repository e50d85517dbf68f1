import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { ConnectOptions, Database } from '../adapter.ts'
import { createPglite } from './create-pglite.ts'
import { PgliteDatabase } from './database.ts'
import { importPglite } from './import-pglite.ts'
import { importPgvector } from './import-pgvector.ts'

/**
 * Where pgvector for PGlite is installed, `create extension vector` works.
 * @param folder where the data is kept; '' keeps it in memory.
 */
export async function connectPglite(folder: string, options: ConnectOptions = {}): Promise<Database> {
  const { PGlite } = await importPglite()
  const vector = await importPgvector()
  const name = folder === '' ? 'pglite: in memory' : `pglite:${folder}`
  if (folder !== '' && options.create === false && !existsSync(join(folder, 'PG_VERSION'))) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `The folder ${folder} holds no PGlite database`,
      hint: 'Check the path.',
    })
  }
  try {
    const extensions = vector === undefined ? {} : { extensions: { vector } }
    const engine =
      folder === '' ? await createPglite(extensions) : await PGlite.create({ dataDir: folder, ...extensions })
    return new PgliteDatabase(engine, name)
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'connect',
      message: `${name} could not be opened: ${messageOf(thrown)}`,
      hint: 'Check that the folder can be written, and that no other process has it open.',
      cause: thrown,
    })
  }
}
