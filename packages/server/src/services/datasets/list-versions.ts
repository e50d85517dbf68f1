import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Dataset, findDataset } from './dataset.ts'

export interface VersionListed {
  readonly version: number
  readonly status: 'hidden' | 'ready' | 'refused' | 'archived' | 'erased'
  readonly origin: Readonly<Record<string, unknown>>
  readonly contentHash: string | null
  readonly rows: number
  readonly bytes: number
  readonly createdAt: string
  readonly createdBy: string
  readonly entities: readonly VersionEntityListed[]
}

interface VersionEntityListed {
  readonly entity: string
  readonly rows: number
  readonly columns: readonly { readonly name: string; readonly type: string | null }[]
  readonly primaryKey: readonly string[]
}

export interface VersionQuery {
  readonly team: string
  readonly dataset: string
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first, with their entities. */
export async function listVersions(
  { store }: Pick<Services, 'store'>,
  call: Call,
  query: VersionQuery,
): Promise<{ readonly dataset: Dataset; readonly versions: readonly VersionListed[]; readonly next: number | null }> {
  const { id: team } = await teamFor({ store }, call, 'datasets.read', query.team)
  return store.readTeam(team, async (db) => {
    const dataset = await findDataset(db, team, query.dataset)
    let all = db.selectFrom('versions').selectAll().where('team_id', '=', team).where('dataset_id', '=', dataset.id)
    if (query.before !== undefined) all = all.where('version', '<', query.before)
    const rows = await all
      .orderBy('version', 'desc')
      .limit(query.limit + 1)
      .execute()
    const shown = rows.slice(0, query.limit)
    const numbers = shown.map(({ version }) => version)
    const entities =
      numbers.length === 0
        ? []
        : await db
            .selectFrom('version_entities')
            .selectAll()
            .where('team_id', '=', team)
            .where('dataset_id', '=', dataset.id)
            .where('version', 'in', numbers)
            .orderBy('position')
            .execute()
    const versions = shown.map((row) => ({
      version: Number(row.version),
      status: row.status,
      origin: JSON.parse(row.origin),
      contentHash: row.content_hash,
      rows: Number(row.rows),
      bytes: Number(row.bytes),
      createdAt: row.created_at,
      createdBy: row.created_by,
      entities: entities
        .filter(({ version }) => version === row.version)
        .map((entity) => ({
          entity: entity.entity,
          rows: Number(entity.rows),
          columns: JSON.parse(entity.columns),
          primaryKey: JSON.parse(entity.primary_key),
        })),
    }))
    return { dataset, versions, next: rows.length > query.limit ? versions.at(-1)!.version : null }
  })
}

export async function readVersion(
  services: Pick<Services, 'store'>,
  call: Call,
  { version, ...query }: { readonly team: string; readonly dataset: string; readonly version: number },
): Promise<VersionListed> {
  const { versions } = await listVersions(services, call, { ...query, before: version + 1, limit: 1 })
  const [found] = versions
  if (found?.version === version) return found
  throw new RequestError('NOT_FOUND', { message: `the dataset has no version ${version}` })
}
