import type { Services } from '../../call.ts'
import { type Chunk, getChunk } from '../chunks/chunk.ts'
import { datasetKey } from '../chunks/dataset-key.ts'
import { openedChunks } from '../chunks/opened-chunks.ts'
import type { VersionPlace } from '../write/part.ts'

export interface PlacedChunk extends Chunk {
  readonly blob: string
  readonly firstRow: number
}

export interface ChunkPlace {
  readonly ordinal: number
  readonly firstRow: number
  readonly rows: number
  readonly blob: string
}

/** As many as somebody reads who wants all of them, and as one wants of whom a page is asked. */
const listed = { all: 256, some: 4 }

/** Of one entity, from the chunk that holds row `from`: a few hundred places at a time, or a few at first. */
export async function* chunkPlaces(
  { store }: Pick<Services, 'store'>,
  { team, dataset, version, entity, from = 0 }: VersionPlace & { readonly entity: string; readonly from?: number },
  first = listed.all,
): AsyncGenerator<ChunkPlace> {
  for (let after = -1, row = from, limit = first; ; limit = listed.all) {
    const places = await store.readTeam(team, (db) =>
      db
        .selectFrom('chunks')
        .select(['ordinal', 'first_row', 'rows', 'blob'])
        .where('team_id', '=', team)
        .where('dataset_id', '=', dataset)
        .where('version', '=', version)
        .where('entity', '=', entity)
        .where('ordinal', '>', after)
        .where(({ eb }) => eb(eb('first_row', '+', eb.ref('rows')), '>', row))
        .orderBy('ordinal')
        .limit(limit)
        .execute(),
    )
    for (const { ordinal, first_row, rows, blob } of places) {
      yield { ordinal: Number(ordinal), firstRow: Number(first_row), rows: Number(rows), blob }
    }
    const last = places.at(-1)
    if (!last || places.length < limit) return
    after = Number(last.ordinal)
    row = 0
  }
}

/** From its beginning to its end, once: one chunk in memory, and the next one on its way. */
export async function* readChunks(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace & { readonly entity: string; readonly from?: number },
  signal?: AbortSignal,
): AsyncGenerator<PlacedChunk> {
  const key = await datasetKey(services, place.team, place.dataset)
  let coming: Promise<PlacedChunk> | undefined
  for await (const { blob, firstRow } of chunkPlaces(services, place)) {
    signal?.throwIfAborted()
    const next = getChunk(services.blobs, place.team, key, blob, signal).then((chunk) => ({ ...chunk, blob, firstRow }))
    // It is awaited in its turn; until then nobody else listens to its failure.
    next.catch(() => {})
    if (coming) yield await coming
    coming = next
  }
  if (coming) yield await coming
}

/**
 * For those who come again for more of the same chunk, as readers of pages and takers of leases do: what was opened
 * lately is not opened again. Nothing ahead is read, for a page seldom needs it.
 */
export async function* readChunksAgain(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace & { readonly entity: string; readonly from?: number },
  signal?: AbortSignal,
): AsyncGenerator<PlacedChunk> {
  const key = await datasetKey(services, place.team, place.dataset)
  for await (const { blob, firstRow } of chunkPlaces(services, place, listed.some)) {
    signal?.throwIfAborted()
    yield { ...(await openedChunks(services.blobs).get(services.blobs, place.team, key, blob)), blob, firstRow }
  }
}
