/** How good data is: rules about it, what they find, and what to do about that. */

export { type Checked, type CheckOptions, type CheckProgress, checkQuality } from './assess/check-quality.ts'
export { appendToHistory, type QualityHistory, readHistory } from './assess/history/quality-history.ts'
export type { OpenedDatabase } from './assess/open-database.ts'
export { type Dataset, type DatasetOptions, type OpenedDataset, openDataset } from './assess/open-dataset.ts'
export { QualityValidator, type QualityValidatorOptions, type ValidateOptions } from './assess/quality-validator.ts'
export { type Row, type RowDataset, rowsSource } from './assess/read/rows-source.ts'
export { type SuggestedRules, type SuggestOptions, suggestQualityRules } from './assess/suggest-quality-rules.ts'
export { type CompareOptions, compareQuality } from './quality/compare/compare-quality.ts'
export { parseQualityRun } from './quality/compare/parse-quality-run.ts'
export { qualityRunOf } from './quality/compare/quality-run-of.ts'
export type { Conflict, Redundancy, RuleConflicts, Undecided } from './quality/conflicts/conflict.ts'
export { findConflicts } from './quality/conflicts/find-conflicts.ts'
export { demandOf } from './quality/demand-of.ts'
export {
  type DerivedQualityRules,
  defineQualityRules,
  deriveQualityRules,
  type RuleSources,
} from './quality/derive/define-quality-rules.ts'
export { factsOfSchema } from './quality/derive/facts-of-schema.ts'
export type { DerivationNote, NoteCode, QualityFacts } from './quality/derive/quality-facts.ts'
export { type Evaluated, type EvaluateOptions, evaluateRules } from './quality/evaluate/evaluate-rules.ts'
export {
  applyImprovement,
  type Held,
  type VerifiedImprovement,
  verifyImprovement,
} from './quality/improve/apply-improvement.ts'
export {
  suggestQualityImprovements,
  suggestTriedImprovements,
} from './quality/improve/suggest-quality-improvements.ts'
export type { Improvement, Patch, PatchedRows } from './quality/improvement.ts'
export { metricsOfRows } from './quality/metrics/metrics-of-rows.ts'
export {
  type MeasuredData,
  type MetricsOptions,
  qualityMetricsOf,
  severityWeights,
} from './quality/metrics/quality-metrics-of.ts'
export { parseQualityRules, type RulesProblem } from './quality/parse-quality-rules.ts'
export type {
  ColumnProfile,
  DataProfile,
  DependencyCandidate,
  EntityProfile,
  ForeignKeyCandidate,
  KeyCandidate,
  OrderingCandidate,
} from './quality/profile/data-profile.ts'
export { FirstTexts } from './quality/profile/first-texts.ts'
export { type ProfileOptions, profileRows } from './quality/profile/profile-rows.ts'
export {
  type ComparedMetric,
  type ComparedRule,
  type ComparedRun,
  type QualityComparison,
  type RuleChange,
  ruleChanges,
} from './quality/quality-comparison.ts'
export { type Metric, type MetricName, metricNames, type QualityMetrics } from './quality/quality-metrics.ts'
export type { EntityCount, FailedRow, QualityReport, RuleOutcome, RuleResult } from './quality/quality-report.ts'
export { allRules, type QualityRules, qualityRulesOf, ruleGroups } from './quality/quality-rules.ts'
export type { QualityRun, RunResult } from './quality/quality-run.ts'
export type { ReportExtras } from './quality/report/html-report.ts'
export { type Look, qualityReportOf } from './quality/report/quality-report-of.ts'
export {
  type QualityReportFormat,
  qualityReportFormats,
  qualityReportText,
} from './quality/report/quality-report-text.ts'
export { rulesHash } from './quality/report/rules-hash.ts'
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
export { type FormatName, namedFormats } from './quality/rules/named-formats.ts'
export {
  type BusinessRule,
  type CompletenessRule,
  type ConsistencyRule,
  type FormatRule,
  type Rule,
  type RuleOf,
  type RuleType,
  ruleKinds,
} from './quality/rules.ts'
