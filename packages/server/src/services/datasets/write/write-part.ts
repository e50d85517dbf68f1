import type { Batch } from '@understudy/sdk/formats'
import type { Services } from '../../call.ts'
import type { Part, VersionPlace } from './part.ts'
import { PartWriter, type WriteOptions } from './part-writer.ts'

/**
 * The chunks of one partition of a version. It changes no row: done twice it is done once, and what is left of a
 * partition that nobody publishes is swept.
 */
export async function writePart(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  {
    signal,
    onRows,
    looks,
  }: WriteOptions & {
    readonly signal?: AbortSignal
    /** How many more, and how many bytes it is by now. */
    readonly onRows?: (rows: number, bytes: number) => void | Promise<void>
  } = {},
): Promise<Part> {
  const writer = await PartWriter.open(services, place, { looks })
  for await (const batch of batches) {
    signal?.throwIfAborted()
    await writer.write(batch)
    await onRows?.(batch.length, writer.bytes)
  }
  return writer.end()
}
