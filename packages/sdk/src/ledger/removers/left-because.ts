import { messageOf } from '../../errors.ts'
import type { Outcome } from '../sweep-report.ts'

/** One thing that cannot be removed keeps no other; only who cancels the sweep ends it. */
export function leftBecause(thrown: unknown, signal: AbortSignal | undefined): Outcome {
  if (signal?.aborted) throw thrown
  return { outcome: 'left', reason: messageOf(thrown) }
}
