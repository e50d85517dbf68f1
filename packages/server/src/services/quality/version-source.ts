import { parseSchema } from '@understudy/sdk'
import type { RowSource } from '@understudy/sdk/quality'
import type { Services } from '../call.ts'
import { batchesOfLines } from '../datasets/read/batches-of-chunk.ts'
import { readChunks } from '../datasets/read/read-chunks.ts'
import { unmasked } from '../datasets/read/sight.ts'
import { findVersion, type VersionEntity } from '../datasets/read/version.ts'
import { readVersionSchema } from '../datasets/write/begin-version.ts'
import type { VersionPlace } from '../datasets/write/part.ts'

type Reading = Pick<Services, 'store' | 'sealer' | 'blobs'>

export interface VersionSource {
  readonly source: RowSource
  readonly entities: readonly VersionEntity[]
  /** Of which it was made, where it was. */
  readonly schema: unknown
}

/**
 * The rows of a version, one that is held too, for what looks at them in one pass; one chunk in memory, and of it only
 * the columns that are asked for. For who has authorized.
 */
export async function versionSource(
  services: Reading,
  place: VersionPlace,
  {
    onRows,
    signal: closing,
  }: { readonly onRows?: (read: number, of: number) => void; readonly signal?: AbortSignal } = {},
): Promise<VersionSource> {
  const { team, dataset, version } = place
  const found = await services.store.readTeam(team, (db) => findVersion(db, team, dataset, version, { hidden: true }))
  const schema = await readVersionSchema(services, place)
  const source: RowSource = {
    name: `${found.dataset.name} v${version}`,
    schema: schema === undefined ? undefined : { entities: [...parseSchema(schema).entities] },
    entities: found.entities.map(({ entity }) => entity),
    async *batches({ entities: wanted, columns, signal = closing } = {}) {
      const read = found.entities.filter(({ entity }) => wanted === undefined || wanted.includes(entity))
      const of = read.reduce((sum, { rows }) => sum + rows, 0)
      let rows = 0
      for (const { entity, columns: all } of read) {
        const chosen = chosenColumns(all, columns?.get(entity))
        for await (const chunk of readChunks(services, { ...place, entity, sight: unmasked }, signal)) {
          for await (const batch of batchesOfLines(entity, chosen, chunk.bytes, chunk.firstRow)) {
            yield batch
            rows += batch.length
            onRows?.(rows, of)
          }
        }
      }
    },
  }
  return { source, entities: found.entities, schema }
}

/** Expressions write names in another case, too. */
function chosenColumns(
  all: VersionEntity['columns'],
  asked: ReadonlySet<string> | undefined,
): VersionEntity['columns'] {
  if (asked === undefined) return all
  const lower = new Set([...asked].map((name) => name.toLowerCase()))
  return all.filter(({ name }) => lower.has(name.toLowerCase()))
}
