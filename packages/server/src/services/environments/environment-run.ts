import type { Selectable } from 'kysely'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Call, Services } from '../call.ts'
import { pageOf } from '../page-of.ts'
import { environmentFor } from './environment-for.ts'

export type RunKind = TeamTables['environment_runs']['kind']
type RunRow = Selectable<TeamTables['environment_runs']>

/** What a job about an environment found or did, and its report. */
export interface EnvironmentRun {
  /** Of its job. */
  readonly id: string
  readonly kind: RunKind
  readonly passed: boolean
  readonly report: unknown
  readonly at: string
  readonly createdBy: string
}

/** Where a report is sealed. */
export const runPlace = (id: string) => `environment_runs/report/${id}`

interface NewRun {
  readonly team: string
  readonly job: string
  readonly environment: string
  readonly kind: RunKind
  readonly passed: boolean
  readonly report: unknown
  readonly createdBy: string
}

/** In place of what an earlier try of the job has written. */
export async function writeRun(
  { store, sealer, now }: Pick<Services, 'store' | 'sealer' | 'now'>,
  { team, job, environment, kind, passed, report, createdBy }: NewRun,
  guard: (tx: TeamTransaction) => Promise<void>,
): Promise<void> {
  const report_sealed = await sealer.sealJson(team, runPlace(job), report)
  const found = { passed: passed ? (1 as const) : (0 as const), report_sealed, at: now().toISOString() }
  await store.team(team, async (tx) => {
    await guard(tx)
    await tx
      .insertInto('environment_runs')
      .values({ team_id: team, id: job, environment_id: environment, kind, created_by: createdBy, ...found })
      .onConflict((on) => on.columns(['team_id', 'id']).doUpdateSet(found))
      .execute()
  })
}

/** Undefined where no try of the job has written anything yet. */
export async function runOf(
  services: Pick<Services, 'store' | 'sealer'>,
  team: string,
  job: string,
): Promise<EnvironmentRun | undefined> {
  const row = await services.store.readTeam(team, (db) =>
    db.selectFrom('environment_runs').selectAll().where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
  )
  return row && opened(services, row)
}

/** Of one kind, the newest first: what a team has found is none of the system administrator's business. */
export async function listRuns(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  asked: {
    readonly environment: string
    readonly team?: string | undefined
    readonly kind: RunKind
    readonly before?: string | undefined
    readonly limit: number
  },
): Promise<{ readonly runs: readonly EnvironmentRun[]; readonly next: string | null }> {
  const { environment, kind, before, limit } = asked
  const access = { environment, team: asked.team, action: 'clones.read', level: 'read' } as const
  const { team, row } = await environmentFor(services, call, access)
  const rows = await services.store.readTeam(team, (db) => {
    const all = db
      .selectFrom('environment_runs')
      .selectAll()
      .where('team_id', '=', team)
      .where('environment_id', '=', row.id)
      .where('kind', '=', kind)
    return (before === undefined ? all : all.where('id', '<', before))
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const { page, next } = pageOf(rows, limit, ({ id }) => id)
  return { runs: await Promise.all(page.map((one) => opened(services, one))), next }
}

async function opened({ sealer }: Pick<Services, 'sealer'>, row: RunRow): Promise<EnvironmentRun> {
  return {
    id: row.id,
    kind: row.kind,
    passed: row.passed === 1,
    report: await sealer.openJson(row.team_id, runPlace(row.id), row.report_sealed),
    at: row.at,
    createdBy: row.created_by,
  }
}
