import type { QualityMetrics } from './quality-metrics.ts'
import type { Dimension, Provenance, Severity } from './rule-base.ts'
import type { RuleGroup } from './rule-kind.ts'
import type { Rule } from './rules.ts'

export type RuleOutcome = 'passed' | 'warned' | 'failed' | 'not evaluated'

/** A failed row as people may see it: every value masked, its place whole. */
export interface FailedRow {
  /** Its number within its entity, from 0, in the order in which rows were read; absent where a database counted. */
  readonly row?: number | undefined
  /** What a database has instead, such as `ctid (0,12)` or `rowid 7`. */
  readonly place?: string | undefined
  /** The columns that the rule reads; values keep their shape (letters as x, digits as 9) and nothing else. */
  readonly values: Readonly<Record<string, string | null>>
}

export interface RuleResult {
  readonly id: string
  readonly type: string
  readonly entity: string
  readonly columns: readonly string[]
  readonly group: RuleGroup
  readonly dimension: Dimension
  readonly severity: Severity
  readonly outcome: RuleOutcome
  /** One sentence: what was demanded, what was found; no value of the data. */
  readonly message: string
  readonly considered: number
  readonly failed: number
  /** (considered − failed) / considered; null where nothing was considered. */
  readonly passRatio: number | null
  readonly value?: number | string | undefined
  readonly sample: readonly FailedRow[]
  /** Of a report that SQL had a part in: how this rule was counted. */
  readonly by?: 'rows' | 'sql' | undefined
  readonly from?: Provenance | undefined
}

export interface EntityCount {
  readonly entity: string
  readonly rows: number
}

export interface QualityReport {
  readonly kind: 'understudy.quality-report'
  readonly version: 1
  /** What was looked at, without secrets. */
  readonly dataset: string
  readonly at: string
  readonly milliseconds: number
  /** rows: rows were read. sql: the database counted, but for rules that say otherwise. */
  readonly by: 'rows' | 'sql'
  readonly entities: readonly EntityCount[]
  readonly results: readonly RuleResult[]
  readonly metrics: QualityMetrics
  /** What the data was held against. */
  readonly rules: readonly Rule[]
  /** Of what the rules demand, in canonical JSON: runs of other rules are not compared in silence. */
  readonly rulesHash: string
  /** Nothing failed. */
  readonly passed: boolean
}
