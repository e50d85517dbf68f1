import { z } from 'zod'
import { nameOf } from '../../../auth/actor.ts'
import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { type Taken, taken } from '../../connectors/taken.ts'
import { type Made, made } from '../../generation/recipe.ts'
import { datasetKey } from '../chunks/dataset-key.ts'
import { findDataset } from '../dataset.ts'
import type { VersionPlace } from './part.ts'

export interface NewVersion {
  /** Ids; whoever calls has authorized. */
  readonly team: string
  readonly dataset: string
  /** Where its rows come from; no values. */
  readonly origin: Readonly<Record<string, unknown>>
  readonly schema?: unknown
  /** Of what is generated, its schema in it: so that it can be made again. */
  readonly made?: Made | undefined
  /** Of what a connector took, so that it can be taken again. */
  readonly taken?: Taken | undefined
}

/** A version that nobody sees: the next number of its dataset. */
export async function beginVersion(
  services: Pick<Services, 'store' | 'sealer' | 'now'>,
  call: Pick<Call, 'actor'>,
  { team, dataset, origin, made: madeBy, taken: takenBy, schema = madeBy?.schema }: NewVersion,
): Promise<VersionPlace> {
  const { store, now } = services
  const by = { schema, made: madeBy, taken: takenBy }
  const keeps = Object.values(by).some((one) => one !== undefined)
  const key = keeps ? await datasetKey(services, team, dataset) : undefined
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
        schema_sealed: key?.seal(schemaPlace(version), Buffer.from(JSON.stringify(by))) ?? null,
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

const schemaPlace = (version: number) => `schema/${version}`

const kept = z.object({ schema: z.unknown().optional(), made: made.optional(), taken: taken.optional() })

/** The schema of its rows, or undefined. */
export async function readVersionSchema(
  services: Pick<Services, 'store' | 'sealer'>,
  place: VersionPlace,
): Promise<unknown> {
  return (await readKept(services, place))?.schema
}

/** What it can be made again by, or undefined: its rows came from elsewhere. */
export async function readMade(
  services: Pick<Services, 'store' | 'sealer'>,
  place: VersionPlace,
): Promise<Made | undefined> {
  return (await readKept(services, place))?.made
}

/** What it can be taken again by, or undefined: it came by another way. */
export async function readTaken(
  services: Pick<Services, 'store' | 'sealer'>,
  place: VersionPlace,
): Promise<Taken | undefined> {
  return (await readKept(services, place))?.taken
}

async function readKept(
  services: Pick<Services, 'store' | 'sealer'>,
  { team, dataset, version }: VersionPlace,
): Promise<z.infer<typeof kept> | undefined> {
  const row = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('versions')
      .select('schema_sealed')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('version', '=', version)
      .executeTakeFirst(),
  )
  if (!row?.schema_sealed) return undefined
  const key = await datasetKey(services, team, dataset)
  return kept.parse(JSON.parse(Buffer.from(key.open(schemaPlace(version), row.schema_sealed)).toString()))
}
