import type { CloneOperation, ClonePlan, VerificationReport } from '@understudy/sdk/clone'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { TeamTables } from '../../store/tables/team-tables.ts'
import type { Services } from '../call.ts'

export type CloneRow = Selectable<TeamTables['clones']>
export const cloneStatuses = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const

const tableProgress = z.object({
  table: z.string(),
  rows: z.number(),
  /** An estimate; null where nobody knows. */
  of: z.number().nullable(),
  masked: z.number(),
  done: z.boolean(),
})
/** As it is told while it goes on: names and counts. */
export const cloneProgress = z.object({
  phase: z.string(),
  /** 0 to 100. */
  progress: z.number(),
  remainingSeconds: z.number().nullable(),
  tables: z.array(tableProgress),
})
export type CloneProgress = z.infer<typeof cloneProgress>
export type TableProgress = z.infer<typeof tableProgress>
export const noProgress: CloneProgress = { phase: 'checking', progress: 0, remainingSeconds: null, tables: [] }

type CloneColumn = 'plan' | 'record' | 'verification' | 'ledger' | 'share' | 'part'

/** Where its ciphertexts belong. */
export const clonePlace = (column: CloneColumn, id: string) => `clones/${column}/${id}`

export interface Clone {
  readonly id: string
  /** Its job, with a log and a stream of events. */
  readonly job: string
  readonly team: string
  readonly dryRun: boolean
  readonly sourceEnvironment: string
  readonly targetEnvironment: string
  readonly source: string
  readonly target: string
  readonly policy: string
  readonly policyVersion: number
  readonly status: (typeof cloneStatuses)[number]
  readonly phase: string
  readonly progress: number
  readonly remainingSeconds: number | null
  readonly tables: readonly TableProgress[]
  readonly planHash: string | null
  readonly backupId: string | null
  /** It failed, and the same request goes on with it; or it is still to be taken away. */
  readonly isLeft: boolean
  readonly rolledBackAt: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly finishedAt: string | null
}

export function cloneOf(row: CloneRow): Clone {
  const { phase, progress, remainingSeconds, tables } = cloneProgress.parse(JSON.parse(row.progress))
  return {
    id: row.id,
    job: row.job_id,
    team: row.team_id,
    dryRun: row.dry_run === 1,
    sourceEnvironment: row.source_id,
    targetEnvironment: row.target_id,
    source: row.source_name,
    target: row.target_name,
    policy: row.policy_id,
    policyVersion: Number(row.policy_version),
    status: row.status,
    phase,
    progress,
    remainingSeconds,
    tables,
    planHash: row.plan_hash,
    backupId: row.backup_id,
    isLeft: row.is_left === 1,
    rolledBackAt: row.rolled_back_at,
    createdAt: row.created_at,
    createdBy: row.created_by,
    finishedAt: row.finished_at,
  }
}

export interface CloneDetail extends Clone {
  readonly startedAt: string | null
  readonly completedAt: string | null
  readonly statistics: CloneOperation['statistics'] | null
  readonly safetyChecks: CloneOperation['safetyChecks']
  readonly logs: readonly {
    readonly at: string
    readonly level: 'info' | 'warning' | 'error'
    readonly message: string
  }[]
  readonly failure: { readonly code: string; readonly message: string } | null
  readonly plan: ClonePlan | null
  readonly verification: VerificationReport | null
}

/** The server seals and opens them itself: what was sealed has the shape that it had. */
export async function openAs<Value>(
  { sealer }: Pick<Services, 'sealer'>,
  { team_id, id }: Pick<CloneRow, 'team_id' | 'id'>,
  column: CloneColumn,
  sealed: Uint8Array | null,
): Promise<Value | null> {
  if (sealed === null) return null
  return (await sealer.openJson(team_id, clonePlace(column, id), sealed)) as Value
}
