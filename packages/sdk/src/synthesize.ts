/** Data that is as good as a sample, and holds none of it. */

export type {
  ColumnModel,
  ColumnPattern,
  DataPatterns,
  EntityPattern,
  PatternNetwork,
  RelationshipPattern,
} from './synthesize/data-patterns.ts'
export type {
  ColumnFidelity,
  EntityFidelity,
  Estimate,
  FidelityReport,
  LeakAlarm,
  PairFidelity,
  PrivacyRisk,
  RelationshipFidelity,
  SyntheticPrivacy,
} from './synthesize/fidelity-report.ts'
