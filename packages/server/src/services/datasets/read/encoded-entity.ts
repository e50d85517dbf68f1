import { formatNamed } from '@understudy/sdk/formats'
import type { Services } from '../../call.ts'
import type { VersionPlace } from '../write/part.ts'
import { batchesOfLines, shapesOf } from './batches-of-chunk.ts'
import { type PlacedChunk, readChunks } from './read-chunks.ts'
import type { Sight } from './sight.ts'
import type { VersionEntity } from './version.ts'

/** An entity of a version as a whole document of a format: the same bytes each time. */
export async function* encodedEntity(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace & { readonly sight: Sight },
  entity: VersionEntity,
  {
    format: name,
    signal,
    onRows,
  }: { readonly format: string; readonly signal?: AbortSignal; readonly onRows?: (rows: number) => void },
): AsyncGenerator<Uint8Array> {
  const format = formatNamed(name)
  const chunks = readChunks(services, { ...place, entity: entity.entity }, signal)
  if (format.name === 'ndjson') {
    for await (const { bytes, rows } of chunks) {
      yield bytes
      onRows?.(rows)
    }
    return
  }
  const encoder = format.encoder({ name: entity.entity, columns: shapesOf(entity.columns) })
  yield Uint8Array.from(encoder.header())
  let written = 0
  for await (const chunk of chunks) {
    for await (const batch of batchesOfLines(entity.entity, entity.columns, chunk.bytes, chunk.firstRow)) {
      written += batch.length
      yield Uint8Array.from(encoder.batch(batch))
    }
    onRows?.(chunk.rows)
  }
  yield Uint8Array.from(encoder.footer(written))
}

/** One chunk as a document of its own. */
export async function encodedChunk(entity: VersionEntity, chunk: PlacedChunk, name: string): Promise<Uint8Array> {
  const format = formatNamed(name)
  if (format.name === 'ndjson') return chunk.bytes
  const encoder = format.encoder({ name: entity.entity, columns: shapesOf(entity.columns) })
  const pieces = [Uint8Array.from(encoder.header())]
  for await (const batch of batchesOfLines(entity.entity, entity.columns, chunk.bytes, 0)) {
    pieces.push(Uint8Array.from(encoder.batch(batch)))
  }
  pieces.push(Uint8Array.from(encoder.footer(chunk.rows)))
  return Buffer.concat(pieces)
}
