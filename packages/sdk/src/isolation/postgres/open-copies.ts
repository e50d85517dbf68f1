import { everyOne } from '../every-one.ts'
import type { WorldsOptions } from '../world.ts'
import { ClonePool } from './clone-pool.ts'
import { isRefused, openMaintenance, type Refused } from './maintenance.ts'
import { makeClone } from './make-clone.ts'
import { type SavepointPlaces, savepointWorkers } from './savepoint-workers.ts'
import { type ServerWatch, watchServer } from './server-watch.ts'
import { type SourceWatch, watchSource } from './source-watch.ts'
import { openTemplate } from './template.ts'

/** All that worlds over copies of a database share in one process. */
export interface Copies {
  readonly clones: ClonePool
  readonly savepoints: SavepointPlaces
  readonly source: SourceWatch
  readonly server: ServerWatch
  close(): Promise<void>
}

const usuallyReady = 1

/** Refused, with the reason, where the role cannot make databases; what had begun is taken back then. */
export async function openCopies(options: WorldsOptions, nextName: () => string): Promise<Copies | Refused> {
  const { url, prepare, ledger, ready } = options
  const maintenance = await openMaintenance(url)
  if (isRefused(maintenance)) return maintenance
  const undo = [() => maintenance.close()]
  const close = () => everyOne(undo.toReversed())
  try {
    const template = await openTemplate({ maintenance, sourceUrl: url, prepare, ledger })
    if (isRefused(template)) {
      await close()
      return template
    }
    undo.push(() => template.letGo())
    const source = { maintenance, template, sourceUrl: url, ledger, nextName }
    const clones = new ClonePool((testId) => makeClone(source, testId), ready ?? usuallyReady)
    undo.push(() => clones.close())
    const watched = await watchSource(maintenance, { url, name: maintenance.source, written: template.written })
    const savepoints = savepointWorkers(clones, watched)
    undo.push(() => savepoints.close())
    return {
      clones,
      savepoints,
      source: watched,
      server: await watchServer(maintenance.database),
      close,
    }
  } catch (thrown) {
    await close().catch(() => {})
    throw thrown
  }
}
