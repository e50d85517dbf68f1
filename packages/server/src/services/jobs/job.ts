import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Sealer } from '../../crypto/sealer.ts'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const

/** What runs have used, of all partitions together. */
export const jobUsage = z.object({
  cpuSeconds: z.number(),
  memoryBytes: z.number().describe('the most that one of its processes had at once'),
  rows: z.number(),
  bytes: z.number(),
  seconds: z.number().describe('from the first start to the last news'),
  rowsPerSecond: z.number(),
  bytesPerSecond: z.number(),
})
export type JobUsage = z.infer<typeof jobUsage>

export const jobFailure = z.object({
  errorCode: z.string(),
  message: z.string(),
  suggestedActions: z.array(z.string()),
})
export type JobFailure = z.infer<typeof jobFailure>

export interface Job {
  readonly id: string
  readonly kind: string
  readonly status: (typeof jobStatuses)[number]
  /** From 0 to 1. */
  readonly progress: number
  readonly result: Record<string, unknown> | null
  readonly errorMessage: string | null
  readonly error: JobFailure | null
  readonly usage: JobUsage | null
  readonly attempt: number
  readonly retryOf: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

type JobRow = Omit<Selectable<TeamTables['jobs']>, 'input_sealed'>

/** All but what is to be done, which may be large and is nobody's to list. */
export const jobColumns = [
  'team_id',
  'id',
  'kind',
  'status',
  'result',
  'progress',
  'error_sealed',
  'cancel_requested',
  'attempt',
  'retry_of',
  'usage',
  'created_at',
  'created_by',
  'started_at',
  'finished_at',
] as const satisfies readonly (keyof JobRow)[]

/** Where it is sealed why a job failed. */
export function errorPlace(job: string): string {
  return `jobs/error/${job}`
}

export async function jobOf(sealer: Pick<Sealer, 'openJson'>, row: JobRow): Promise<Job> {
  const { error_sealed: sealed, team_id: team } = row
  const error = sealed === null ? null : jobFailure.parse(await sealer.openJson(team, errorPlace(row.id), sealed))
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: row.progress,
    result: row.result === null ? null : z.record(z.string(), z.unknown()).parse(JSON.parse(row.result)),
    errorMessage: error?.message ?? null,
    error,
    usage: row.usage === null ? null : jobUsage.parse(JSON.parse(row.usage)),
    attempt: row.attempt,
    retryOf: row.retry_of,
    createdAt: row.created_at,
    createdBy: row.created_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  }
}
