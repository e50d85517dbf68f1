import type { Kysely, Selectable } from 'kysely'
import { RequestError } from '../../errors/request-error.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export const refreshStates = ['running', 'published', 'refused', 'failed', 'cancelled'] as const
export const refreshedStates = [
  'waiting',
  'making',
  'checking',
  'passed',
  'published',
  'refused',
  'failed',
  'cancelled',
] as const
export const gateNames = ['quality', 'fidelity', 'privacy'] as const
export type GateName = (typeof gateNames)[number]

/** What became of one dataset. */
export interface Refreshed {
  readonly dataset: string
  readonly name: string
  readonly state: (typeof refreshedStates)[number]
  /** What was published when it began. */
  readonly before: number | null
  readonly version: number | null
  readonly job: string | null
  /** Of a version that was refused: by which gate, in which check. */
  readonly gate: GateName | null
  readonly run: string | null
  readonly errorCode: string | null
  readonly reason: string | null
}

export interface Refresh {
  readonly id: string
  readonly state: (typeof refreshStates)[number]
  /** All of it is published at once, or none. */
  readonly together: boolean
  readonly schedule: string | null
  readonly errorCode: string | null
  readonly reason: string | null
  readonly startedBy: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly datasets: readonly Refreshed[]
}

export type RefreshRow = Omit<Selectable<TeamTables['refreshes']>, 'seed_sealed'>
export type RefreshedRow = Selectable<TeamTables['refresh_datasets']>

export const refreshColumns = [
  'team_id',
  'id',
  'state',
  'together',
  'schedule_id',
  'error_code',
  'reason',
  'started_by',
  'started_at',
  'ended_at',
] as const satisfies readonly (keyof RefreshRow)[]

/** Where what was asked of its seed is sealed: with a schema it is the rows. */
export const seedPlace = (id: string) => `refreshes/seed/${id}`

export function refreshOf(row: RefreshRow, datasets: readonly RefreshedRow[]): Refresh {
  return {
    id: row.id,
    state: row.state,
    together: Number(row.together) === 1,
    schedule: row.schedule_id,
    errorCode: row.error_code,
    reason: row.reason,
    startedBy: row.started_by,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    datasets: datasets.map(refreshedOf),
  }
}

function refreshedOf(row: RefreshedRow): Refreshed {
  return {
    dataset: row.dataset_id,
    name: row.name,
    state: row.state,
    before: row.before === null ? null : Number(row.before),
    version: row.version === null ? null : Number(row.version),
    job: row.job_id,
    gate: row.gate,
    run: row.run_id,
    errorCode: row.error_code,
    reason: row.reason,
  }
}

export async function findRefresh(db: Kysely<TeamTables>, team: string, id: string): Promise<Refresh> {
  const row = await db
    .selectFrom('refreshes')
    .select(refreshColumns)
    .where('team_id', '=', team)
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RequestError('NOT_FOUND', { message: 'there is no such refresh in the team' })
  return refreshOf(row, await datasetsOf(db, team, [id]))
}

/** Of several, each in its order. */
export function datasetsOf(
  db: Kysely<TeamTables>,
  team: string,
  refreshes: readonly string[],
): Promise<RefreshedRow[]> {
  return db
    .selectFrom('refresh_datasets')
    .selectAll()
    .where('team_id', '=', team)
    .where('refresh_id', 'in', refreshes)
    .orderBy('refresh_id')
    .orderBy('position')
    .execute()
}
