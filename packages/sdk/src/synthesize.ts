/** Data that is as good as a sample, and holds none of it. */

export type {
  ColumnModel,
  ColumnPattern,
  DataPatterns,
  EntityPattern,
  PatternNetwork,
  RelationshipPattern,
} from './synthesize/data-patterns.ts'
export type { Floors } from './synthesize/fidelity/check-floors.ts'
export { type FidelityOptions, validateSyntheticQuality } from './synthesize/fidelity/validate-synthetic-quality.ts'
export {
  type ColumnFidelity,
  type EntityFidelity,
  type Estimate,
  type FidelityReport,
  type FloorName,
  type FloorResult,
  floorNames,
  type LeakAlarm,
  type PairFidelity,
  type PrivacyRisk,
  type RelationshipFidelity,
  type SyntheticPrivacy,
} from './synthesize/fidelity-report.ts'
