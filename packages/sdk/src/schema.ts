/** What a database consists of, and what is to be generated for it. */

export type { Access, DefaultPrivileges, Policy, Privilege } from './catalog/access.ts'
export { type AnalyzeOptions, analyzeSchema } from './catalog/analyze.ts'
export type { ColumnType, CompositeType, DomainType, EnumType } from './catalog/column-type.ts'
export type {
  CheckConstraint,
  Collation,
  Column,
  Constraint,
  EventTrigger,
  ExclusionConstraint,
  Extension,
  Firing,
  ForeignKey,
  Index,
  KeyConstraint,
  NotNullConstraint,
  PartitionBound,
  PartitionKey,
  RangeType,
  ReplicaIdentity,
  Rule,
  Schema,
  SchemaDefinition,
  Sequence,
  Statistics,
  Table,
  Trigger,
  Unmodelled,
  View,
  ViewColumn,
} from './catalog/definition.ts'
export { type CompareOptions, compareSchemas, isEmpty } from './catalog/diff/compare-schemas.ts'
export { fingerprintOf } from './catalog/diff/fingerprint.ts'
export type {
  ChangedObject,
  DiffEntry,
  PropertyChange,
  Rename,
  RenameCandidate,
  SchemaDiff,
} from './catalog/diff/schema-diff.ts'
export { type Fact, type FactKind, type FactOf, factsOf } from './catalog/facts.ts'
export type { ForeignDataWrapper, ForeignServer, Options, UserMapping } from './catalog/foreign.ts'
export { type ObjectId, type ObjectKind, objectId, routineId } from './catalog/identity.ts'
export { applyMigration } from './catalog/migration/apply.ts'
export { isDestructive } from './catalog/migration/apply-confirm.ts'
export type { ApplyOptions } from './catalog/migration/apply-options.ts'
export type { MigrationReport, StepEvent, StepReport, StepState } from './catalog/migration/apply-report.ts'
export { generateMigrationScript, type MigrationOptions } from './catalog/migration/generate-migration-script.ts'
export { type ParsedScript, parseScript } from './catalog/migration/parse-script.ts'
export { scriptText } from './catalog/migration/script-text.ts'
export {
  type Hazard,
  type HazardKind,
  hazardKinds,
  type Lock,
  type LockMode,
  lockModes,
  type MigrationScript,
  type MigrationStep,
  type Refusal,
} from './catalog/migration/step.ts'
export {
  readStoredMigration,
  type SavedMigration,
  type StoredMigration,
  saveMigration,
} from './catalog/migration/stored.ts'
export type { Note, NoteCode } from './catalog/model/note.ts'
export type { Publication, PublishedTable } from './catalog/publication.ts'
export type { QualifiedName } from './catalog/qualified-name.ts'
export type { Routine } from './catalog/routine.ts'
export { type SampleOptions, sampleColumns } from './catalog/sample-columns.ts'
export { SchemaAnalyzer } from './catalog/schema-analyzer.ts'
export { analyzeSqlFile, type ScratchSchema, withScratchDatabase } from './catalog/scratch.ts'
export { type Model, type Overrides, type Samples, toModel } from './catalog/to-model.ts'
export {
  type LostRows,
  type MigrationOutcome,
  type MigrationRound,
  type MigrationTestOptions,
  type MigrationTestResult,
  testMigrations,
} from './testkit/migrations/test-migrations.ts'
