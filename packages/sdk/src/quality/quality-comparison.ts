import type { MetricName } from './quality-metrics.ts'
import type { RunResult } from './quality-run.ts'

/**
 * new: it held, and is broken now, by more than it tolerates. worse and better: it is broken by more, or by less. fixed: it was broken,
 * and holds. lost and found: it is no longer, or only now, evaluated. added and gone: one of the runs alone has the rule.
 */
export const ruleChanges = ['new', 'worse', 'lost', 'fixed', 'better', 'found', 'added', 'gone', 'same'] as const
export type RuleChange = (typeof ruleChanges)[number]

export interface ComparedRule {
  readonly id: string
  readonly entity: string
  readonly change: RuleChange
  readonly before: RunResult | null
  readonly after: RunResult | null
}

export interface ComparedMetric {
  readonly metric: MetricName | 'overall'
  readonly before: number | null
  readonly after: number | null
  /** after − before; null where one of them is. */
  readonly change: number | null
}

export interface ComparedRun {
  readonly dataset: string
  readonly at: string
  readonly rulesHash: string
  readonly passed: boolean
}

/** What changed from one look at data to another, rule by rule. */
export interface QualityComparison {
  readonly kind: 'understudy.quality-comparison'
  readonly version: 1
  readonly before: ComparedRun
  readonly after: ComparedRun
  /** Otherwise metrics are of other rules, and only rules of the same id are told apart. */
  readonly sameRules: boolean
  readonly metrics: readonly ComparedMetric[]
  readonly entities: readonly {
    readonly entity: string
    readonly before: number | null
    readonly after: number | null
  }[]
  /** The worst first, in the order of `ruleChanges`. */
  readonly rules: readonly ComparedRule[]
  /** A rule is newly broken, broken by more, or no longer evaluated. */
  readonly worse: boolean
}
