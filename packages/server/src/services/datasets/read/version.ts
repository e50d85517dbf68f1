import type { Kysely } from 'kysely'
import { RequestError } from '../../../errors/request-error.ts'
import { statement } from '../../../store/statement.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import { refusalOf } from '../../quality/gate.ts'
import type { DatasetColumn } from '../chunks/column-types.ts'
import { type Dataset, findDataset } from '../dataset.ts'

export interface VersionEntity {
  readonly entity: string
  readonly rows: number
  readonly columns: readonly DatasetColumn[]
  readonly primaryKey: readonly string[]
}

export interface ReadableVersion {
  readonly dataset: Dataset
  readonly version: number
  readonly contentHash: string
  readonly rows: number
  readonly entities: readonly VersionEntity[]
}

type Place = { team: string; dataset: string; version: number }

const versionAt = statement((db: Kysely<TeamTables>, { team, dataset, version }: Place) =>
  db
    .selectFrom('versions')
    .select(['status', 'content_hash', 'rows'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version),
)
const entitiesAt = statement((db: Kysely<TeamTables>, { team, dataset, version }: Place) =>
  db
    .selectFrom('version_entities')
    .select(['entity', 'rows', 'columns', 'primary_key'])
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .orderBy('position'),
)

/**
 * The version that is named, or what is published. `hidden` is for whoever judges a version that is held, `refused` for
 * whoever looks into why one was refused.
 */
export async function findVersion(
  db: Kysely<TeamTables>,
  team: string,
  datasetNamed: string,
  wanted: number | undefined,
  { hidden = false, refused = false }: { readonly hidden?: boolean; readonly refused?: boolean } = {},
): Promise<ReadableVersion> {
  const dataset = await findDataset(db, team, datasetNamed)
  const version = wanted ?? dataset.publishedVersion
  if (version === null) {
    throw new RequestError('NOT_FOUND', { message: 'the dataset has no published version yet' })
  }
  const place = { team, dataset: dataset.id, version }
  const [row] = await versionAt(db, place)
  if (row?.status === 'refused' && row.content_hash !== null && !refused) {
    throw await refusalOf(db, place)
  }
  const readable =
    row?.status === 'ready' || (hidden && row?.status === 'hidden') || (refused && row?.status === 'refused')
  if (!row || !readable || row.content_hash === null) {
    throw new RequestError('NOT_FOUND', { message: `the dataset has no version ${version} that can be read` })
  }
  const entities = await entitiesAt(db, place)
  return {
    dataset,
    version,
    contentHash: row.content_hash,
    rows: Number(row.rows),
    entities: entities.map(({ entity, rows, columns, primary_key }) => ({
      entity,
      rows: Number(rows),
      columns: JSON.parse(columns),
      primaryKey: JSON.parse(primary_key),
    })),
  }
}

/** The entity that is named, or the only one. */
export function entityOf({ entities }: Pick<ReadableVersion, 'entities'>, named: string | undefined): VersionEntity {
  if (named !== undefined) {
    const found = entities.find(({ entity }) => entity === named)
    if (found) return found
    throw new RequestError('NOT_FOUND', { message: `the version has no entity ${JSON.stringify(named)}` })
  }
  const [only, ...more] = entities
  if (only && more.length === 0) return only
  throw new RequestError('REQUEST_INVALID', {
    message: 'the version does not have one entity: name one',
    details: { entities: entities.slice(0, 100).map(({ entity }) => entity) },
  })
}
