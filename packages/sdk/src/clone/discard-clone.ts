import { rm } from 'node:fs/promises'
import { UnderstudyError } from '../errors.ts'
import { cloneFolder, isAtWork, readRecord } from './clone-record.ts'
import type { CloneSide } from './clone-side.ts'
import { openPlace } from './place/open-place.ts'

/** Drops what a clone that was interrupted has left, and forgets it. One that was promoted is only forgotten. */
export async function discardClone(id: string, target: CloneSide, folder?: string): Promise<void> {
  const record = await readRecord(folder, id)
  if (isAtWork(record)) {
    throw new UnderstudyError('CLONE_BUSY', {
      operation: 'discard the clone',
      message: `The clone ${id} is at work in process ${record.process.pid}`,
      details: { stands: 'nothing was changed' },
    })
  }
  if (record.operation.status !== 'completed') {
    await using place = await openPlace(target.url)
    await using _hold = await place.hold()
    await place.drop(id)
  }
  await rm(cloneFolder(folder, id), { recursive: true, force: true })
}
