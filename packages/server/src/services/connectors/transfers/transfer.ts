import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import type { Services } from '../../call.ts'
import { rejection } from '../intake/rejections.ts'

export const transferStates = ['running', 'completed', 'failed', 'cancelled'] as const

/** One object that was taken or placed. */
export const transferredObject = z.object({
  name: z.string(),
  entity: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
})
export type TransferredObject = z.infer<typeof transferredObject>

export const transferReport = z.object({ objects: z.array(transferredObject), rejected: z.array(rejection) })
export type TransferReport = z.infer<typeof transferReport>

export interface Transfer {
  readonly id: string
  readonly connector: string
  readonly direction: 'import' | 'export'
  readonly dataset: string
  readonly version: number | null
  /** The job that does it, or did last: a retry of it goes on where it stopped. */
  readonly job: string
  readonly state: (typeof transferStates)[number]
  readonly objects: number
  readonly rows: number
  readonly rejected: number
  readonly errorCode: string | null
  readonly startedAt: string
  readonly startedBy: string
  readonly endedAt: string | null
}

type Row = TeamTables['transfers']

/** Where its ciphertext belongs. */
export const reportPlace = (id: string) => `transfers/report/${id}`

export function transferOf(row: Row & { readonly job_status: TeamTables['jobs']['status'] | null }): Transfer {
  const { state, job_status: job } = row
  return {
    id: row.id,
    connector: row.connector_id,
    direction: row.direction,
    dataset: row.dataset_id,
    version: row.version === null ? null : Number(row.version),
    job: row.job_id,
    state: state === 'running' && (job === 'failed' || job === 'cancelled') ? job : state,
    objects: Number(row.objects),
    rows: Number(row.rows),
    rejected: Number(row.rejected),
    errorCode: row.error_code,
    startedAt: row.started_at,
    startedBy: row.started_by,
    endedAt: row.ended_at,
  }
}

/** With how its job stands: one whose job has ended is not running, whoever has to write that yet. */
export function transfersOf(db: Kysely<TeamTables>, team: string) {
  return db
    .selectFrom('transfers as t')
    .leftJoin('jobs as j', (on) => on.onRef('j.team_id', '=', 't.team_id').onRef('j.id', '=', 't.job_id'))
    .selectAll('t')
    .select('j.status as job_status')
    .where('t.team_id', '=', team)
}

export async function sealedReport(
  { sealer }: Pick<Services, 'sealer'>,
  team: string,
  id: string,
  report: TransferReport,
): Promise<Uint8Array> {
  return sealer.sealJson(team, reportPlace(id), report)
}
