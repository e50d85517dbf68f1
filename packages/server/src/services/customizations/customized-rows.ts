import { type Batch, batchOf, type Vector } from '@understudy/sdk/formats'
import type { Services } from '../call.ts'
import { batchesOfLines } from '../datasets/read/batches-of-chunk.ts'
import { readChunks } from '../datasets/read/read-chunks.ts'
import { unmasked } from '../datasets/read/sight.ts'
import type { VersionEntity } from '../datasets/read/version.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import { own } from '../own.ts'
import type { Customizations } from './customizations.ts'

/** The rows of a version as they are there, customized as far as that can be done to rows; one chunk in memory. */
export async function* customizedRows(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace,
  entities: readonly VersionEntity[],
  { volumes = {}, overrides = {}, without = {} }: Customizations,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  for (const { entity, rows: all, columns } of entities) {
    const most = own(volumes, entity) ?? all
    const values = new Map(Object.entries(own(overrides, entity) ?? {}))
    const dropped = new Set(own(without, entity))
    for await (const chunk of readChunks(services, { ...place, entity, sight: unmasked }, signal)) {
      const rows = Math.min(chunk.rows, most - chunk.firstRow)
      if (rows <= 0) break
      const lines = chunk.bytes.subarray(0, chunk.starts[rows]!)
      for await (const batch of batchesOfLines(entity, columns, lines, chunk.firstRow)) {
        const kept = batch.columns
          .filter(({ name }) => !dropped.has(name))
          .map(({ name, vector }) => {
            const value = values.get(name)
            return value === undefined ? { name, vector } : { name, vector: repeated(name, value, batch.length) }
          })
        yield { ...batch, columns: kept }
      }
    }
  }
}

function repeated(name: string, value: unknown, length: number): Vector {
  const rows = Array.from({ length }, () => ({ [name]: value }))
  return batchOf('', rows, [{ name }]).columns[0]!.vector
}
