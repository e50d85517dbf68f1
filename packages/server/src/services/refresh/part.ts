import type { Kysely } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { VersionPlace } from '../datasets/write/part.ts'
import type { RefreshedRow } from './refresh.ts'

/** A dataset's part in a refresh that runs. */
export interface RefreshPart extends RefreshedRow {
  readonly together: boolean
  readonly schedule: string | null
}

function running(db: Kysely<TeamTables>, team: string) {
  return db
    .selectFrom('refresh_datasets as d')
    .innerJoin('refreshes as r', (on) => on.onRef('r.team_id', '=', 'd.team_id').onRef('r.id', '=', 'd.refresh_id'))
    .selectAll('d')
    .select(['r.together', 'r.schedule_id'])
    .where('d.team_id', '=', team)
    .where('r.state', '=', 'running')
}

type Found = RefreshedRow & { readonly together: 0 | 1; readonly schedule_id: string | null }

function partOf(row: Found | undefined): RefreshPart | undefined {
  if (!row) return undefined
  const { together, schedule_id, ...part } = row
  return { ...part, together: Number(together) === 1, schedule: schedule_id }
}

/** What the job makes a version for. */
export async function partOfJob(db: Kysely<TeamTables>, team: string, job: string): Promise<RefreshPart | undefined> {
  return partOf(await running(db, team).where('d.job_id', '=', job).executeTakeFirst())
}

/** What the version was made for. */
export async function partOfVersion(
  db: Kysely<TeamTables>,
  { team, dataset, version }: VersionPlace,
): Promise<RefreshPart | undefined> {
  return partOf(
    await running(db, team).where('d.dataset_id', '=', dataset).where('d.version', '=', version).executeTakeFirst(),
  )
}

/** Of a dataset there is one at most. */
export async function partOfDataset(
  db: Kysely<TeamTables>,
  { team, dataset }: Pick<VersionPlace, 'team' | 'dataset'>,
): Promise<RefreshPart | undefined> {
  return partOf(await running(db, team).where('d.dataset_id', '=', dataset).executeTakeFirst())
}

/** Also of one that has ended: of a set of several, that it belonged to a set. */
export async function isOfRefresh(db: Kysely<TeamTables>, team: string, job: string): Promise<boolean> {
  const row = await db
    .selectFrom('refresh_datasets')
    .select('job_id')
    .where('team_id', '=', team)
    .where('job_id', '=', job)
    .executeTakeFirst()
  return row !== undefined
}
