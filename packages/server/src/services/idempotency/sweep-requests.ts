import type { Services } from '../call.ts'
import { keptMs } from './kept-answer.ts'

/** Forgets answers that were kept for long enough. Safe to repeat; how many there were. */
export async function sweepRequests({ store, now }: Pick<Services, 'store' | 'now'>): Promise<number> {
  const oldest = new Date(now().getTime() - keptMs).toISOString()
  const { numDeletedRows } = await store.system((tx) =>
    tx.deleteFrom('idempotency').where('created_at', '<=', oldest).executeTakeFirst(),
  )
  return Number(numDeletedRows)
}
