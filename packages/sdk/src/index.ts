export {
  type AnonymizeBatchesOptions,
  type AnonymizedBatches,
  anonymizeBatches,
} from './anonymize/apply/anonymize-batches.ts'
export { type MaskedValues, maskBatch } from './anonymize/apply/mask-batch.ts'
export { maskRows } from './anonymize/apply/mask-rows.ts'
export type { ColumnMask, CompiledPolicy, RecordedWaiver, TableMask } from './anonymize/compiled-policy.ts'
export { DataAnonymizer, type DataAnonymizerOptions } from './anonymize/data-anonymizer.ts'
export { type ColumnToDetect, detectColumn } from './anonymize/detect/detect-column.ts'
export { type DetectedColumn, type DetectedTable, detectTable } from './anonymize/detect/detect-table.ts'
export type { Finding } from './anonymize/detect/finding.ts'
export {
  type JudgedColumn,
  type JudgedTable,
  type JudgeOptions,
  judge,
} from './anonymize/detect/judge.ts'
export type { Neighbour } from './anonymize/detect/neighbour-clues.ts'
export { labelOf as personalLabel, type PersonalClass } from './anonymize/detect/personal-class.ts'
export type { Verdict } from './anonymize/detect/verdict.ts'
export { keyFromEnvironment } from './anonymize/key/key-from-environment.ts'
export type { MaskingKey } from './anonymize/key/masking-key.ts'
export { readMaskingKey } from './anonymize/key/read-masking-key.ts'
export type { MaskingColumn, MaskingSchema, MaskingTable, MaskingType } from './anonymize/masking-schema.ts'
export { type CompileOptions, compilePolicy } from './anonymize/policy/compile-policy.ts'
export { columnIdentity, tableIdentity } from './anonymize/policy/identity.ts'
export { parsePolicy } from './anonymize/policy/parse-policy.ts'
export { policyFingerprint } from './anonymize/policy/policy-fingerprint.ts'
export { policyText } from './anonymize/policy/policy-text.ts'
export type {
  ColumnDecision,
  ColumnRule,
  MaskingPolicy,
  PolicySubject,
  PrivacyDemand,
  SoftReference,
  TablePolicy,
  Waiver,
} from './anonymize/policy.ts'
export { type Generalized, generalize } from './anonymize/privacy/generalize.ts'
export {
  type MaskingRules,
  type MaskSensitiveDataOptions,
  maskSensitiveData,
} from './anonymize/privacy/mask-sensitive-data.ts'
export type { MaskingStrategy, PrivacyRules } from './anonymize/privacy/privacy-rules.ts'
export { type Anonymity, type PrivacyReport, provePrivacy } from './anonymize/privacy/prove-privacy.ts'
export type { AnonymizationRule, AnonymizationType } from './anonymize/rules/anonymization-rule.ts'
export type { RelationalData } from './anonymize/rules/anonymize-relational.ts'
export type { DataType, FakeDataConstraints } from './anonymize/rules/fake-data.ts'
export type { Mask, Promises, Transform } from './anonymize/transform.ts'
export {
  type CustomContext,
  type CustomFunction,
  type CustomPromises,
  customTransform,
} from './anonymize/transforms/custom-transform.ts'
export { transformNamed, transforms } from './anonymize/transforms/registry.ts'
export { type ValueForm, valueForms } from './anonymize/value-form.ts'
export { analyzeSchema } from './catalog/analyze.ts'
export { maskingSchemaOf } from './catalog/masking/masking-schema-of.ts'
export { type Model, toModel } from './catalog/to-model.ts'
export type { ContextEvent, ContextEventType } from './context/context-event.ts'
export type { ContextInspection, ContextManager, ContextProblem } from './context/context-manager.ts'
export type {
  CleanupPolicy,
  CleanupProblem,
  ConnectionInfo,
  ContextCleanup,
  DatabaseContext,
  DataContext,
  TestDataSet,
  TestMetadata,
  TestOutcome,
} from './context/data-context.ts'
export type {
  DatabaseTarget,
  DataNeed,
  DataNeeds,
  DataTarget,
  EntityCreator,
  LoadedOf,
  ProductionTarget,
} from './context/data-need.ts'
export { DatabaseContextManager, type DatabaseContextManagerOptions } from './context/database-context-manager.ts'
export { created } from './context/needs/created.ts'
export { dataNeed, type OwnNeed } from './context/needs/data-need.ts'
export { type DatasetOptions, dataset } from './context/needs/dataset.ts'
export { type FactoriesOptions, factories } from './context/needs/factories.ts'
export { type FillTablesOptions, fillTables } from './context/needs/fill-tables.ts'
export { type Fixtures, fixtures } from './context/needs/fixtures.ts'
export { type LeaseOptions, lease } from './context/needs/lease.ts'
export type { RowSource, SourceRows } from './context/needs/row-source.ts'
export { scenario } from './context/needs/scenario.ts'
export { type ParsedTestConfig, type ParseTestConfigOptions, parseTestConfig } from './context/parse-test-config.ts'
export { type ReplayOptions, type ReplayReport, replay } from './context/replay.ts'
export { parseReplayToken, type ReplayToken } from './context/replay-token.ts'
export type { TestApiSecret, TestConfig } from './context/test-config.ts'
export { TestDataScope } from './context/test-data-scope.ts'
export { TestMode } from './context/test-mode.ts'
export type { Database, Session } from './database/adapter.ts'
export { connect } from './database/connect.ts'
export { loadSqlFile, type SkippedStatement, type SqlFileResult } from './database/sql-file/load.ts'
export { redactUrl } from './database/url.ts'
export { type CompareOptions, compare, type DualReport, type SideOutcome } from './dual/compare.ts'
export { createDualContext } from './dual/create-dual-context.ts'
export type { Difference } from './dual/difference.ts'
export type { DualContext } from './dual/dual-context.ts'
export { DualContextManager, type DualManagers } from './dual/dual-context-manager.ts'
export { type ErrorCode, messageOf, UnderstudyError, type UnderstudyErrorDetails } from './errors.ts'
export { later, type ManyOptions, many, type RefOptions, ref, share } from './factory/association.ts'
export type { CleanupFailure, CleanupOptions, CleanupReport } from './factory/cleanup.ts'
export type { ConnectionOptions, FactoryConnection, Worker } from './factory/connection.ts'
export { defineFactory } from './factory/define-factory.ts'
export type { Factory, FactoryTypes, Overrides, TestDataSpec } from './factory/factory.ts'
export { assigned, type FieldMaker, type KindField, kind } from './factory/field-maker.ts'
export { replayOnFailure } from './factory/replay-on-failure.ts'
export { type EntitySource, entity, table } from './factory/source.ts'
export {
  configSchema,
  type EntityOverrides,
  parseConfig,
  type UnderstudyConfig,
} from './fill/config.ts'
export { type CreateOptions, createTables } from './fill/create-tables.ts'
export { type ConnectedFactories, connectFactories } from './fill/factories/connect-factories.ts'
export {
  type LintProblem,
  type LintReport,
  type LintRequest,
  lint,
  refuseProblems,
} from './fill/factories/lint-factories.ts'
export { type Tables, tablesOf } from './fill/factories/tables-of.ts'
export { type FillOptions, type FillProgress, fillDatabase } from './fill/fill-database.ts'
export { applyOverrides } from './fill/overrides.ts'
export type { FillNote, FillReport, TableReport } from './fill/report.ts'
export type { EncodeOptions } from './formats/contract.ts'
export { formatNamed } from './formats/formats.ts'
export {
  DataGenerator,
  type Dataset,
  type DatasetFile,
  type GenerationOptions,
  type GenerationStatus,
} from './generate/data-generator.ts'
export { encodeSlice } from './generate/encode.ts'
export type { EntityPlan } from './generate/entity-plan.ts'
export {
  type EncodedOptions,
  encodeOptionsFor,
  type GeneratedBytes,
  type GeneratedRows,
  type GenerateOptions,
  generateData,
} from './generate/generate-data.ts'
export type { LearnedColumns } from './generate/learned-columns.ts'
export { type Plan, type PlanOptions, planRows, type QualityLevel } from './generate/plan.ts'
export { entitySlices, partitionOf, type Slice, wholeOf } from './generate/rows.ts'
export { validateDataSchema as validateSchema } from './generate/validate-data-schema.ts'
export { openWorlds } from './isolation/open-worlds.ts'
export type {
  Isolation,
  Leak,
  Native,
  Preparation,
  Upgrade,
  World,
  WorldOptions,
  Worlds,
  WorldsOptions,
} from './isolation/world.ts'
export type { Entry, LedgerOptions, RunLedger } from './ledger/ledger.ts'
export { usualLedgerFolder } from './ledger/ledger-folder.ts'
export { openLedger } from './ledger/open-ledger.ts'
export type { ProductionRemover } from './ledger/removers/around.ts'
export type { Resource, ResourceKind, ResourceOf } from './ledger/resource.ts'
export { resourceName } from './ledger/resource-name.ts'
export { type SweepOptions, sweep } from './ledger/sweep.ts'
export type { SweepReport, SweptResource, SweptRun } from './ledger/sweep-report.ts'
export type { Batch, Column, Dictionary, Vector } from './model/batch.ts'
export { type RowFilter, rowFilter } from './model/expression/row-filter.ts'
export { type ParsedSchema, parseSchema } from './model/parse.ts'
export type {
  ConstraintDefinition,
  DataSchema,
  Distribution,
  EntityDefinition,
  FieldDefinition,
  FieldType,
  RelationshipDefinition,
  VolumeSpecification,
} from './model/schema.ts'
export type { ProductionContext } from './production/production-context.ts'
export type { ProductionCreator } from './production/production-creator.ts'
export type { ProductionOptions } from './production/production-options.ts'
export { ProductionTestDataManager } from './production/production-test-data-manager.ts'
export type { ContextOf } from './runners/context-of.ts'
export { createHooks, type Hooks, type TestEnd, type TestStart } from './runners/create-hooks.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
export { refuseProduction } from './safety/refuse-production.ts'
export { describeKind, type KindDescription, type OptionSchema } from './values/describe-kind.ts'
export type { Kind } from './values/kind.ts'
export { kinds } from './values/registry.ts'
