import type { PGlite, PGliteOptions } from '@electric-sql/pglite'
import { importPglite } from './import-pglite.ts'

let made = 0
let empty: Blob | undefined

/**
 * A new database of PGlite. To make one from nothing takes seconds, all of which its initdb computes; so a process that
 * asks for a second one keeps what that is before anybody writes to it, and each further one is a copy. They are of no
 * different content: no name, time or chance is in an empty database but the number that is its system's identifier.
 */
export async function createPglite(options: PGliteOptions = {}): Promise<PGlite> {
  const { PGlite } = await importPglite()
  if (empty !== undefined) return await PGlite.create({ ...options, loadDataDir: empty })
  const engine = await PGlite.create(options)
  if (++made > 1) empty = await engine.dumpDataDir('none')
  return engine
}
