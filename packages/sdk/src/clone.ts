/** Masking, environments and clones: what keeps production's shape and lets go of production's people. */

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
export { type GuardOptions, openGuardedSource } from './safety/open-guarded-source.ts'
export {
  type GuardedEnvironment,
  ProductionSafetyGuard,
  type ProductionSafetyGuardOptions,
} from './safety/production-safety-guard.ts'
export type { SafetyCheck } from './safety/safety-check.ts'
export { stateFolder } from './safety/state-folder.ts'
export { type KnownPlace, type TargetOptions, verifyTarget } from './safety/verify-target.ts'
