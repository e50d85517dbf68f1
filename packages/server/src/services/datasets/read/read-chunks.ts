import type { Kysely } from 'kysely'
import { statement } from '../../../store/statement.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import type { Services } from '../../call.ts'
import { type Chunk, getChunk } from '../chunks/chunk.ts'
import { datasetKey, keySealed, openKey } from '../chunks/dataset-key.ts'
import { type LentChunk, openedChunks } from '../chunks/opened-chunks.ts'
import type { VersionPlace } from '../write/part.ts'
import type { Sight } from './sight.ts'

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

type PlaceOfRows = VersionPlace & { readonly entity: string; readonly from?: number }
/** Rows at a place, as somebody sees them. */
type SeenRows = PlaceOfRows & { readonly sight: Sight }

/** As many as somebody reads who wants all of them, and as one wants of whom a page is asked. */
const listed = { all: 256, some: 4 }

/** Of one entity, from the chunk that holds row `from`: a few hundred places at a time, after those that are known. */
export async function* chunkPlaces(
  { store }: Pick<Services, 'store'>,
  place: PlaceOfRows,
  known?: readonly ChunkPlace[],
): AsyncGenerator<ChunkPlace> {
  for (let places = known, limit = known ? listed.some : listed.all, last: ChunkPlace | undefined; ; ) {
    places ??= await store.readTeam(place.team, (db) => placesAfter(db, place, last?.ordinal, limit))
    yield* places
    last = places.at(-1)
    if (!last || places.length < limit) return
    places = undefined
    limit = listed.all
  }
}

type Wanted = {
  team: string
  dataset: string
  version: number
  entity: string
  after: number
  behind: number
  limit: number
}

const chunksFrom = statement((db: Kysely<TeamTables>, wanted: Wanted) =>
  db
    .selectFrom('chunks')
    .select(['ordinal', 'first_row', 'rows', 'blob'])
    .where('team_id', '=', wanted.team)
    .where('dataset_id', '=', wanted.dataset)
    .where('version', '=', wanted.version)
    .where('entity', '=', wanted.entity)
    .where('ordinal', '>', wanted.after)
    .where(({ eb }) => eb(eb('first_row', '+', eb.ref('rows')), '>', wanted.behind))
    .orderBy('ordinal')
    .limit(wanted.limit),
)

/** The next ones, from the chunk that holds row `from` on where none came before. */
async function placesAfter(
  db: Kysely<TeamTables>,
  { team, dataset, version, entity, from = 0 }: PlaceOfRows,
  after: number | undefined,
  limit: number,
): Promise<ChunkPlace[]> {
  const behind = after === undefined ? from : 0
  const places = await chunksFrom(db, { team, dataset, version, entity, after: after ?? -1, behind, limit })
  return places.map(({ ordinal, first_row, rows, blob }) => ({
    ordinal: Number(ordinal),
    firstRow: Number(first_row),
    rows: Number(rows),
    blob,
  }))
}

/** From its beginning to its end, once: one chunk in memory, and the next one on its way. */
export async function* readChunks(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: SeenRows,
  signal?: AbortSignal,
): AsyncGenerator<PlacedChunk> {
  const key = await datasetKey(services, place.team, place.dataset)
  const shown = place.sight.rows(place.entity)
  let coming: Promise<PlacedChunk> | undefined
  for await (const { blob, firstRow } of chunkPlaces(services, place)) {
    signal?.throwIfAborted()
    const next = getChunk(services.blobs, place.team, key, blob, shown, signal).then((chunk) => ({
      ...chunk,
      blob,
      firstRow,
    }))
    // It is awaited in its turn; until then nobody else listens to its failure.
    next.catch(() => {})
    if (coming) yield await coming
    coming = next
  }
  if (coming) yield await coming
}

/** The key of a dataset and the first chunks at a place, for whoever reads more in the same transaction. */
export interface BeginningOfRows {
  readonly sealed: Uint8Array
  readonly places: readonly ChunkPlace[]
}

export async function beginningOfRows(db: Kysely<TeamTables>, place: PlaceOfRows): Promise<BeginningOfRows> {
  return {
    sealed: await keySealed(db, place.team, place.dataset),
    places: await placesAfter(db, place, undefined, listed.some),
  }
}

/**
 * For those who come again for more of the same chunk, as readers of pages and takers of leases do: what was opened
 * lately is not opened again. Nothing ahead is read, for a page seldom needs it.
 */
export async function* readChunksAgain(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: SeenRows,
  signal?: AbortSignal,
  beginning?: BeginningOfRows,
): AsyncGenerator<PlacedChunk & LentChunk> {
  const { team, dataset, sight } = place
  const shown = sight.rows(place.entity)
  const { sealed, places } = beginning ?? (await services.store.readTeam(team, (db) => beginningOfRows(db, place)))
  const key = await openKey(services, team, dataset, sealed)
  for await (const { blob, firstRow } of chunkPlaces(services, place, places)) {
    signal?.throwIfAborted()
    yield { ...(await openedChunks(services.blobs).get(services.blobs, team, key, blob, shown)), blob, firstRow }
  }
}
