import type { Batch } from '@understudy/sdk/formats'
import type { Call, Services } from '../../call.ts'
import { beginVersion, type NewVersion } from './begin-version.ts'
import type { Within } from './decide-version.ts'
import { discardVersion } from './discard-version.ts'
import { PartWriter, type WriteOptions } from './part-writer.ts'
import { type Published, publishVersion } from './publish-version.ts'

export interface VersionWriter {
  readonly version: number
  write(batch: Batch): Promise<void>
  publish(
    options?: { readonly primaryKeys?: Readonly<Record<string, readonly string[]>>; readonly hold?: boolean },
    within?: Within,
  ): Promise<Published>
  /** Safe to repeat, and after `publish`, which it does not undo. */
  discard(): Promise<void>
}

/** A version out of one stream of batches. */
export async function openVersionWriter(
  services: Services,
  call: Call,
  input: NewVersion & WriteOptions,
): Promise<VersionWriter> {
  const place = await beginVersion(services, call, input)
  const writer = await PartWriter.open(services, place, input)
  return {
    version: place.version,
    write: (batch) => writer.write(batch),
    publish: async (options = {}, within) =>
      publishVersion(services, call, { ...place, ...options, parts: [await writer.end()] }, within),
    discard: () => discardVersion(services, place),
  }
}
