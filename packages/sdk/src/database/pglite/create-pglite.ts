import type { PGlite, PGliteOptions } from '@electric-sql/pglite'
import { importPglite } from './import-pglite.ts'

let empty: Promise<Blob> | undefined

/**
 * A new database of PGlite. To make one from nothing takes seconds, all of which its initdb computes; so a process keeps
 * what the first one is before anybody writes to it, and each further one is a copy. They are of no different content: no
 * name, time or chance is in an empty database but the number that is its system's identifier.
 */
export async function createPglite(options: PGliteOptions = {}): Promise<PGlite> {
  if (empty !== undefined) return await loadPglite(await empty, options)
  const made = openPglite(options)
  const kept = made.then((engine) => engine.dumpDataDir('none'))
  empty = kept
  try {
    await kept
  } catch (thrown) {
    empty = undefined
    throw thrown
  }
  return await made
}

/** A new database in a folder. */
export async function createPgliteIn(dataDir: string, options: PGliteOptions = {}): Promise<PGlite> {
  if (empty === undefined) await (await createPglite()).close()
  return await createPglite({ ...options, dataDir })
}

/** A new database with what another one was. */
export function loadPglite(content: Blob, options: PGliteOptions = {}): Promise<PGlite> {
  return openPglite({ ...options, loadDataDir: content })
}

/**
 * Opens one, or makes it. Its tables are in memory as it is, or in what the system keeps of files: to lay out 128 MB of
 * buffers as well, which is a fifth of what a copy takes to open, would be for nothing.
 */
export async function openPglite(options: PGliteOptions): Promise<PGlite> {
  const { PGlite } = await importPglite()
  return await PGlite.create({ startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'], ...options })
}
