import type { CloneTracker } from '../clone-tracker.ts'
import { readClones } from '../read-clones.ts'

/** What earlier clones of this target have left takes up room until somebody says what becomes of it. */
export async function tellInterrupted(tracker: CloneTracker, folder: string | undefined): Promise<void> {
  const { operation, target } = tracker.record
  for (const other of await readClones(folder)) {
    const { id, status, failure } = other.operation
    const left = status === 'failed' && failure?.code !== 'VERIFICATION_FAILED'
    if (id === operation.id || !left || other.target.address !== target.address) continue
    tracker.log(
      'warning',
      `Clone ${id} of this target was interrupted: --resume ${id} goes on with it, --discard ${id} drops what it left.`,
    )
  }
}
