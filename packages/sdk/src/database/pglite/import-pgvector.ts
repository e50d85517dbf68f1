import { codeOf } from '../../errors.ts'
import { importDriver } from '../driver.ts'

/** pgvector as an extension of PGlite; undefined where it is not installed, since only `create extension vector` needs it. */
export async function importPgvector() {
  return await importDriver('@electric-sql/pglite-pgvector', async () => {
    try {
      return (await import('@electric-sql/pglite-pgvector')).vector
    } catch (thrown) {
      if (codeOf(thrown) === 'ERR_MODULE_NOT_FOUND' || codeOf(thrown) === 'MODULE_NOT_FOUND') return undefined
      throw thrown
    }
  })
}
