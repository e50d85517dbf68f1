/** Masking, environments and clones: what keeps production's shape and lets go of production's people. */

export { labelOf as personalLabel } from './anonymize/detect/personal-class.ts'
export { keyFromEnvironment } from './anonymize/key/key-from-environment.ts'
export { readMaskingKey } from './anonymize/key/read-masking-key.ts'
export { parsePolicy } from './anonymize/policy/parse-policy.ts'
export { policyText } from './anonymize/policy/policy-text.ts'
export { cloneDatabase } from './clone/clone-database.ts'
export type { CloneEvent } from './clone/clone-event.ts'
export type { CloneKeeping, LedgerText } from './clone/clone-keeping.ts'
export {
  type CloneLog,
  type CloneOperation,
  type ClonePhase,
  type CloneStatistics,
  type CloneStatus,
  clonePhases,
  type GroupStatistics,
  type TableStatistics,
} from './clone/clone-operation.ts'
export type { CloneOptions, CloneResult, Confirmed } from './clone/clone-options.ts'
export type { ClonePlan, RowSelection, TablePlan } from './clone/clone-plan.ts'
export { type CloneRecord, cloneRecordOf, type RecordedSide } from './clone/clone-record.ts'
export type { CloneSide } from './clone/clone-side.ts'
export { discardClone } from './clone/discard-clone.ts'
export { EnvironmentCloner, type EnvironmentClonerOptions } from './clone/environment-cloner.ts'
export { type KnownClone, readClones } from './clone/read-clones.ts'
export { type ResetOptions, type ResetReport, resetDatabase } from './clone/reset-database.ts'
export { backupsOf, type RollbackOptions, rollbackClone } from './clone/rollback-clone.ts'
export { type MergedPolicy, mergePolicy } from './clone/scan/merge-policy.ts'
export { type PolicyOptions, policyOf } from './clone/scan/policy-of.ts'
export type { Scan, ScannedTable, ScanOptions, ScanProgress } from './clone/scan/scan.ts'
export { scanDatabase } from './clone/scan/scan-database.ts'
export { type FileScanOptions, scanFile } from './clone/scan/scan-file.ts'
export { type SourceScan, scanSource } from './clone/scan/scan-source.ts'
export type { CloneShare, SharedPart, SharedParts, SharedState, SharedWork } from './clone/share/clone-share.ts'
export { type HelpOptions, helpClone } from './clone/share/help-clone.ts'
export type { Backup, Promotion } from './clone/staging.ts'
export { parseSubset, readSubset } from './clone/subset/parse-subset.ts'
export { planSubset } from './clone/subset/plan-subset.ts'
export type { Subset } from './clone/subset/subset-file.ts'
export type { SubsetInput } from './clone/subset/subset-input.ts'
export type { VerificationCheck, VerificationReport } from './clone/verification.ts'
export { redactUrl } from './database/url.ts'
export type { Environment, EnvironmentStatus, EnvironmentType } from './environments/environment.ts'
export {
  type EnvironmentChanges,
  Environments,
  type NewEnvironment,
  type ResolvedPlace,
} from './environments/environments.ts'
export { type EnvironmentsOptions, openEnvironments } from './environments/open-environments.ts'
export type { OnAlert, ProductionAlert } from './safety/alerts/production-alert.ts'
export { type WebhookOptions, webhookAlert } from './safety/alerts/webhook-alert.ts'
export type { AuditEvent, AuditLog } from './safety/audit/audit-log.ts'
export { openAudit } from './safety/audit/open-audit.ts'
export { type AuditReport, verifyAudit } from './safety/audit/verify-audit.ts'
export { type Confirmation, confirm } from './safety/confirm.ts'
export type { GuardedSource } from './safety/guarded-source.ts'
export { type KnownSource, type KnownSources, openKnownSources } from './safety/known-sources.ts'
export { type GuardOptions, openGuardedSource } from './safety/open-guarded-source.ts'
export {
  type GuardedEnvironment,
  ProductionSafetyGuard,
  type ProductionSafetyGuardOptions,
} from './safety/production-safety-guard.ts'
export type { SafetyCheck, SafetyCheck as SafetyCheckResult } from './safety/safety-check.ts'
export { stateFolder } from './safety/state-folder.ts'
export { type KnownPlace, type TargetOptions, verifyTarget } from './safety/verify-target.ts'
export { type MonitorOptions, monitorHealth } from './validate/monitor.ts'
export { parseTestSuites } from './validate/parse-test-suites.ts'
export type {
  CrudProbe,
  Expected,
  HttpExpectation,
  HttpProbe,
  Probe,
  SqlExpectation,
  SqlProbe,
  TestSuite,
} from './validate/probe.ts'
export {
  type AuditSuite,
  type AuthSuite,
  auditSuite,
  authSuite,
  crudSuite,
  type NotificationSuite,
  notificationSuite,
} from './validate/ready-suites.ts'
export {
  type EnvironmentReport,
  isGood,
  type ReportFormat,
  type ReportLine,
  reportFormats,
  reportLines,
  reportText,
} from './validate/report.ts'
export { type HealthOptions, runHealthChecks } from './validate/run-health-checks.ts'
export { type FunctionalityOptions, testFunctionality } from './validate/test-functionality.ts'
export { type ValidateOptions, type ValidateSource, validateEnvironment } from './validate/validate-environment.ts'
export { ValidationEngine } from './validate/validation-engine.ts'
export type { Check, HealthReport, Outcome, TestResult, ValidationResult } from './validate/validation-result.ts'
