import type { CleanupProblem } from '../../context/data-context.ts'
import type { CleanupAnswer } from '../wire.ts'

/** What stayed in production, each record with its reason. */
export function leftOf({ failures, complete }: CleanupAnswer): CleanupProblem[] {
  if (failures.length === 0 && !complete) {
    const what = 'removing test data from production'
    return [{ what, code: 'CLEANUP_FAILED', message: `${what}: the API says that not all of it is gone` }]
  }
  return failures.map(({ type, id, reason }) => ({
    what: `${type} ${id}`,
    code: 'CLEANUP_FAILED',
    message: `${type} ${id} stayed in production: ${reason}`,
  }))
}
