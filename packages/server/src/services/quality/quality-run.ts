import type { QualityMetrics } from '@understudy/sdk/quality'
import type { Selectable } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export interface RunListed {
  readonly id: string
  readonly dataset: string
  readonly version: number
  readonly rulesVersion: number
  readonly job: string
  readonly status: 'running' | 'done' | 'given up'
  /** Null until it is done. */
  readonly outcome: 'passed' | 'warned' | 'failed' | 'not evaluated' | null
  /** Of a version that its gate refused by this check: the code of what it violates. */
  readonly refusedFor: string | null
  readonly score: number | null
  readonly metrics: QualityMetrics | null
  readonly startedAt: string
  readonly at: string | null
}

export type RunRow = Omit<Selectable<TeamTables['quality_runs']>, 'report_sealed' | 'samples_sealed'>

export const runColumns = [
  'team_id',
  'id',
  'dataset_id',
  'version',
  'rules_version',
  'job_id',
  'status',
  'outcome',
  'refused_for',
  'score',
  'metrics',
  'started_at',
  'at',
] as const satisfies readonly (keyof RunRow)[]

export function runOf(row: RunRow): RunListed {
  return {
    id: row.id,
    dataset: row.dataset_id,
    version: Number(row.version),
    rulesVersion: Number(row.rules_version),
    job: row.job_id,
    status: row.status,
    outcome: row.outcome,
    refusedFor: row.refused_for,
    score: row.score,
    metrics: row.metrics === null ? null : JSON.parse(row.metrics),
    startedAt: row.started_at,
    at: row.at,
  }
}
