import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Batch } from '@understudy/sdk/formats'

/** Work that never waits for anything: leases, cancels and other requests get their turn between two batches. */
export async function* withTurns(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    yield batch
    await nextTurn()
  }
}
