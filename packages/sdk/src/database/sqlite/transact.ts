import type { TransactionOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Link } from '../link.ts'

/** Runs work in a transaction, or at a depth in a savepoint. A transaction takes the right to write at its start. */
export async function inTransaction<T>(
  link: Link,
  depth: number,
  options: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  const savepoint = `understudy_${depth}`
  const readOnly = depth === 0 && options.readOnly === true
  if (readOnly) await link.script('pragma query_only = on')
  try {
    await link.script(depth > 0 ? `savepoint ${savepoint}` : readOnly ? 'begin' : 'begin immediate')
    try {
      const result = await work()
      refuseAborted(options.signal)
      // A deferred key that fails here leaves the transaction open.
      await link.script(depth > 0 ? `release ${savepoint}` : 'commit')
      return result
    } catch (thrown) {
      await undo(link, depth > 0 ? `rollback to ${savepoint}; release ${savepoint}` : 'rollback')
      throw thrown
    }
  } finally {
    if (readOnly) await link.script('pragma query_only = off')
  }
}

/** Some errors, such as a full disk, have ended the transaction already; then there is none to roll back. */
async function undo(link: Link, script: string): Promise<void> {
  await link.script(script).catch(() => {})
}
