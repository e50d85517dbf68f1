import type { Batch } from '@understudy/sdk/formats'

/** Batches without the fields that are named, by entity. */
export async function* fieldsKept(
  batches: AsyncIterable<Batch>,
  without: Readonly<Record<string, readonly string[]>> = {},
): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    const dropped = without[batch.entity]
    yield dropped ? { ...batch, columns: batch.columns.filter(({ name }) => !dropped.includes(name)) } : batch
  }
}
