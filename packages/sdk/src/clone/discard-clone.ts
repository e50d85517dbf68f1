import type { Environments } from '../environments/environments.ts'
import { UnderstudyError } from '../errors.ts'
import type { CloneKeeping } from './clone-keeping.ts'
import type { CloneSide } from './clone-side.ts'
import { folderKeeping } from './folder-keeping.ts'
import { openPlace } from './place/open-place.ts'

export interface DiscardOptions {
  /** Where clones are kept track of; this user's folder when not said. */
  readonly folder?: string | undefined
  /** Instead of a folder. */
  readonly keeping?: CloneKeeping | undefined
  /** Where the target is registered, if it is: its status is put right. */
  readonly registry?: Environments | undefined
}

/** Drops what a clone that was interrupted has left, and forgets it. One that was promoted is only forgotten. */
export async function discardClone(
  id: string,
  target: CloneSide,
  options: DiscardOptions = {},
): Promise<{ readonly promoted: boolean }> {
  const { folder, keeping = folderKeeping(folder), registry } = options
  const record = await keeping.read(id)
  if (record === undefined) {
    throw new UnderstudyError('CLONE_UNKNOWN', {
      operation: 'discard the clone',
      message: `No clone ${JSON.stringify(id)} was begun here`,
    })
  }
  if (keeping.isAtWork(record)) {
    throw new UnderstudyError('CLONE_BUSY', {
      operation: 'discard the clone',
      message: `The clone ${id} is at work in process ${record.process.pid}`,
      details: { stands: 'nothing was changed' },
    })
  }
  let promoted = record.operation.status === 'completed'
  if (!promoted) {
    await using place = await openPlace(target.url)
    await using _hold = await place.hold()
    // Its process may have died between the swap and the record of it.
    promoted = record.identity !== null && (await place.isTarget(record.identity))
    await place.drop(id)
  }
  await keeping.forget(id)
  const { environment } = target
  if (environment) await registry?.endClone(environment.name, id, promoted ? 'active' : undefined)
  return { promoted }
}
