import type { Batch } from '@understudy/sdk/formats'
import type { Services } from '../../call.ts'
import { batchesOfLines } from './batches-of-chunk.ts'
import { readChunks } from './read-chunks.ts'
import { entityOf, findVersion } from './version.ts'

/** The rows of a version, of one entity or of all in order, for who has authorized; one chunk in memory. */
export async function* readBatches(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  {
    team,
    dataset,
    version,
    entity,
    hidden,
    signal,
  }: {
    readonly team: string
    /** Id or name. */
    readonly dataset: string
    readonly version?: number | undefined
    readonly entity?: string | undefined
    readonly hidden?: boolean | undefined
    readonly signal?: AbortSignal | undefined
  },
): AsyncGenerator<Batch> {
  const found = await services.store.readTeam(team, (db) =>
    findVersion(db, team, dataset, version, { hidden: hidden ?? false }),
  )
  const entities = entity === undefined ? found.entities : [entityOf(found, entity)]
  for (const { entity: name, columns } of entities) {
    const place = { team, dataset: found.dataset.id, version: found.version, entity: name }
    for await (const chunk of readChunks(services, place, signal)) {
      yield* batchesOfLines(name, columns, chunk.bytes, chunk.firstRow)
    }
  }
}
