import { formatNamed } from '@understudy/sdk/formats'
import { RequestError } from '../../../errors/request-error.ts'
import { requireStill } from '../../auth/require-still.ts'
import type { Call, Services } from '../../call.ts'
import { teamFor } from '../../teams/team-for.ts'
import { findDataset } from '../dataset.ts'
import { openVersionWriter } from './open-version-writer.ts'

export interface Import {
  readonly team: string
  readonly dataset: string
  readonly format: string
  /** The entity of all rows, where rows do not say theirs. */
  readonly entity: string
  /** ndjson: the field that says it. */
  readonly entityField?: string | undefined
  readonly primaryKeys?: Readonly<Record<string, readonly string[]>> | undefined
}

export interface Imported {
  readonly dataset: string
  readonly version: number
  readonly rows: number
  readonly contentHash: string
  /** It is not read before it has passed the dataset's gate. */
  readonly held: boolean
}

const mostRows = 100_000_000

/** A body as it comes, into the next version: seen when all of it is there, and not at all where it breaks off. */
export async function importVersion(
  services: Services,
  call: Call,
  { team: teamNamed, dataset: named, format: formatName, entity, entityField, primaryKeys }: Import,
  body: AsyncIterable<Uint8Array>,
): Promise<Imported> {
  const { id: team } = await teamFor(services, call, 'datasets.write', teamNamed)
  const format = formatNamed(formatName)
  if (!format.decode) throw new RequestError('REQUEST_INVALID', { message: `${format.name} is not read` })
  const { id: dataset } = await services.store.readTeam(team, (db) => findDataset(db, team, named))
  const origin = { kind: 'upload', format: format.name }
  const writer = await openVersionWriter(services, call, { team, dataset, origin, looks: true })
  try {
    let rows = 0
    for await (const batch of format.decode(body, { entity, ...(entityField ? { entityField } : {}) })) {
      call.signal.throwIfAborted()
      rows += batch.length
      if (rows > mostRows) {
        throw new RequestError('LIMIT_EXCEEDED', {
          message: `a version has at most ${mostRows} rows`,
          details: { limit: 'versionRows', most: mostRows },
        })
      }
      await writer.write(batch)
    }
    const published = await writer.publish(primaryKeys ? { primaryKeys } : {}, () =>
      requireStill(services, call, 'datasets.write', team),
    )
    return { dataset, version: writer.version, ...published }
  } catch (thrown) {
    await writer.discard()
    throw thrown
  }
}
