/** Data that is as good as a sample, and holds none of it. */

export {
  type FieldPseudonyms,
  type PseudonymReport,
  provePseudonyms,
} from './anonymize/privacy/prove-pseudonyms.ts'
export { metricsOfSynthetic, type SyntheticRules } from './assess/metrics-of-synthetic.ts'
export { rowsOfTables } from './assess/read/rows-of-tables.ts'
export { type SynthesizeIntoOptions, type SynthesizeIntoReport, synthesizeInto } from './assess/synthesize-into.ts'
export {
  type DataTemplate,
  SyntheticDataGenerator,
  type SyntheticDataGeneratorOptions,
  type SyntheticDataset,
} from './assess/synthetic-data-generator.ts'
export type {
  ColumnModel,
  ColumnPattern,
  DataPatterns,
  EntityPattern,
  PatternNetwork,
  RelationshipPattern,
  SequencePattern,
} from './synthesize/data-patterns.ts'
export type { Floors } from './synthesize/fidelity/check-floors.ts'
export {
  type FidelityOptions,
  type FidelityStep,
  validateSyntheticQuality,
} from './synthesize/fidelity/validate-synthetic-quality.ts'
export {
  type ColumnDistribution,
  type ColumnFidelity,
  type EntityFidelity,
  type Estimate,
  type FidelityReport,
  type FloorName,
  type FloorResult,
  floorNames,
  isCeiling,
  type LeakAlarm,
  type PairFidelity,
  type PrivacyRisk,
  type RelationshipFidelity,
  type Sides,
  type SyntheticPrivacy,
} from './synthesize/fidelity-report.ts'
export { type AnalyzeOptions, analyzePatterns, type PrivacyBudget } from './synthesize/learn/analyze-patterns.ts'
export { parsePatterns } from './synthesize/parse-patterns.ts'
export { patternsText } from './synthesize/patterns-text.ts'
export {
  type EnforcedPrivacy,
  enforcePrivacy,
  type PrivacyRequest,
} from './synthesize/privacy/rules/enforce-privacy.ts'
export type { MadeRows } from './synthesize/privacy/rules/made-rows.ts'
export type { PrivacyCheck, PrivacyPromise } from './synthesize/privacy/rules/privacy-check.ts'
export type { FrontierPoint } from './synthesize/privacy/rules/privacy-frontier.ts'
export { refuseUnproven } from './synthesize/privacy/rules/refuse-unproven.ts'
export { fidelityHtml } from './synthesize/report/fidelity-html.ts'
export { generateSynthetic } from './synthesize/sample/generate-synthetic.ts'
export { learnedColumns } from './synthesize/sample/learned-columns.ts'
export { planSynthesis, type SynthesisOptions } from './synthesize/sample/plan-synthesis.ts'
export { privatePatterns } from './synthesize/sample/private-patterns.ts'
export { parseScenario, type Scenario } from './synthesize/sample/scenario.ts'
