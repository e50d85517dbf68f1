/** How good data is: rules about it, what they find, and what to do about that. */

export type { Improvement, Patch } from './quality/improvement.ts'
export { type Metric, type MetricName, metricNames, type QualityMetrics } from './quality/quality-metrics.ts'
export type { EntityCount, FailedRow, QualityReport, RuleOutcome, RuleResult } from './quality/quality-report.ts'
export type { RowSource } from './quality/row-source.ts'
export {
  type Dimension,
  dimensions,
  type Provenance,
  type Severity,
  severities,
  type Tolerance,
} from './quality/rule-base.ts'
export type { RuleGroup } from './quality/rule-kind.ts'
