import { ServerError } from '../../../errors/server-error.ts'
import type { Services } from '../../call.ts'
import type { Part } from '../../datasets/write/part.ts'

/**
 * Puts what an earlier job has taken once more, so that no sweep takes it away before it is published. False where some
 * of it has gone: then all of it is taken anew.
 */
export async function renewParts(
  { blobs }: Pick<Services, 'blobs'>,
  team: string,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<boolean> {
  const hashes = new Set(
    parts.flatMap(({ entities }) => entities.flatMap(({ chunks }) => chunks.map(({ blob }) => blob))),
  )
  for (const hash of hashes) {
    try {
      await blobs.put(team, hash, await blobs.get(team, hash, { signal }))
    } catch (thrown) {
      if (thrown instanceof ServerError && thrown.code === 'BLOB_MISSING') return false
      throw thrown
    }
  }
  return true
}
