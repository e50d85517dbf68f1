import type { CloneKeeping } from '../clone-keeping.ts'
import type { CloneTracker } from '../clone-tracker.ts'
import { knownCloneOf } from '../read-clones.ts'

/** What earlier clones of this target have left takes up room until somebody says what becomes of it. */
export async function tellInterrupted(tracker: CloneTracker, keeping: CloneKeeping): Promise<void> {
  const { operation, target } = tracker.record
  for (const other of (await keeping.list()).map((record) => knownCloneOf(record, keeping))) {
    const { id } = other.operation
    if (id === operation.id || !other.interrupted || other.target.address !== target.address) continue
    tracker.log(
      'warning',
      `Clone ${id} of this target was interrupted: --resume ${id} goes on with it, --discard ${id} drops what it left.`,
    )
  }
}
