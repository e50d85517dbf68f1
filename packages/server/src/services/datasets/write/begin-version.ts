import { nameOf } from '../../../auth/actor.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { findDataset } from '../dataset.ts'
import type { VersionPlace } from './part.ts'

export interface NewVersion {
  /** Ids; whoever calls has authorized. */
  readonly team: string
  readonly dataset: string
  /** Where its rows come from; no values. */
  readonly origin: Readonly<Record<string, unknown>>
  readonly schema?: unknown
}

/** A version that nobody sees: the next number of its dataset. */
export async function beginVersion(
  { store, sealer, now }: Pick<Services, 'store' | 'sealer' | 'now'>,
  call: Pick<Call, 'actor'>,
  { team, dataset, origin, schema }: NewVersion,
): Promise<VersionPlace> {
  const sealed = schema === undefined ? null : await sealer.sealJson(team, schemaPlace(dataset), schema)
  return store.team(team, async (tx) => {
    const { archivedAt } = await findDataset(tx, team, dataset)
    if (archivedAt !== null) {
      throw new RequestError('CONFLICT', { message: 'the dataset is archived and takes no new version' })
    }
    const last = await tx
      .selectFrom('versions')
      .select(({ fn }) => fn.max('version').as('version'))
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .executeTakeFirst()
    const version = Number(last?.version ?? 0) + 1
    await tx
      .insertInto('versions')
      .values({
        team_id: team,
        dataset_id: dataset,
        version,
        status: 'hidden',
        origin: JSON.stringify(origin),
        schema_sealed: sealed,
        content_hash: null,
        rows: 0,
        bytes: 0,
        created_at: now().toISOString(),
        created_by: nameOf(call.actor),
      })
      .execute()
    return { team, dataset, version }
  })
}

export const schemaPlace = (dataset: string) => `versions/schema/${dataset}`
