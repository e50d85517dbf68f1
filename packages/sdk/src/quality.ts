/** How good data is: rules about it, what they find, and what to do about that. */

export { type Checked, type CheckOptions, type CheckProgress, checkQuality } from './assess/check-quality.ts'
export type { OpenedDatabase } from './assess/open-database.ts'
export { type Dataset, type DatasetOptions, type OpenedDataset, openDataset } from './assess/open-dataset.ts'
export { type Row, type RowDataset, rowsSource } from './assess/read/rows-source.ts'
export type { Improvement, Patch } from './quality/improvement.ts'
export { parseQualityRules, type RulesProblem } from './quality/parse-quality-rules.ts'
export { type Metric, type MetricName, metricNames, type QualityMetrics } from './quality/quality-metrics.ts'
export type { EntityCount, FailedRow, QualityReport, RuleOutcome, RuleResult } from './quality/quality-report.ts'
export { allRules, type QualityRules } from './quality/quality-rules.ts'
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
