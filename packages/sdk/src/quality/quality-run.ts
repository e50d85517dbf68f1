import type { QualityMetrics } from './quality-metrics.ts'
import type { EntityCount, RuleOutcome } from './quality-report.ts'

/** What is kept of a rule: no message, and no row. */
export interface RunResult {
  readonly id: string
  readonly entity: string
  readonly outcome: RuleOutcome
  readonly considered: number
  readonly failed: number
  readonly value?: number | string | undefined
}

/** What a history keeps of a report: one line each, to be compared with others. */
export interface QualityRun {
  readonly kind: 'understudy.quality-run'
  readonly version: 1
  readonly dataset: string
  readonly at: string
  readonly milliseconds: number
  readonly by: 'rows' | 'sql'
  readonly entities: readonly EntityCount[]
  readonly results: readonly RunResult[]
  readonly metrics: QualityMetrics
  readonly rulesHash: string
  readonly passed: boolean
}
