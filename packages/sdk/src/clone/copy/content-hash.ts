import { createHash } from 'node:crypto'
import { XxHash } from '../../database/postgres/xx-hash.ts'

/**
 * By which a chunk is known again that has not changed. Without WebAssembly it is another one, by which every chunk has
 * changed that was copied with it.
 */
export function contentHash(): Pick<XxHash, 'update' | 'digest'> {
  const fast = XxHash.make()
  if (fast) return fast
  const hash = createHash('sha256')
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex').slice(0, 32) }
}
