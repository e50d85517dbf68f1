import type { MaskingKey } from '../anonymize/key/masking-key.ts'
import type { MaskingPolicy } from '../anonymize/policy.ts'
import type { Transform } from '../anonymize/transform.ts'
import type { Environment } from '../environments/environment.ts'
import type { ProductionAlert } from '../safety/alerts/production-alert.ts'
import type { AuditLog } from '../safety/audit/audit-log.ts'
import type { KnownSources } from '../safety/known-sources.ts'
import type { CloneEvent } from './clone-event.ts'
import type { CloneKeeping } from './clone-keeping.ts'
import type { CloneOperation } from './clone-operation.ts'
import type { ClonePlan } from './clone-plan.ts'
import type { CloneShare } from './share/clone-share.ts'
import type { VerificationReport } from './verification.ts'

export interface CloneOptions {
  /** What becomes of every column. */
  readonly policy: MaskingPolicy
  /** Needed where the policy masks by a key; a backup that is a file is encrypted with it too. */
  readonly key?: MaskingKey | undefined
  /** Transforms besides those of the package. */
  readonly transforms?: readonly Transform[] | undefined
  /** A subset file's content: which rows, and what they need. All rows where it is left out. */
  readonly subset?: unknown
  /** Connections to each side over which rows travel; 2 when not said. One more makes the next part ready meanwhile. */
  readonly workers?: number | undefined
  /**
   * The name of the target, and the hash of the plan that was looked at; or a function that shows the plan and asks.
   * Without it nothing is replaced.
   */
  readonly confirm?: Confirmed | ((plan: ClonePlan, target: string) => Promise<Confirmed>) | undefined
  /** Plans, checks, and changes nothing. */
  readonly dryRun?: boolean | undefined
  /** A name for the clone, of ten hexadecimal digits; made when not said. */
  readonly id?: string | undefined
  /** The id of a clone that was interrupted, to go on with. */
  readonly resume?: string | undefined
  /** Such as "source-can-write"; recorded with the clone. */
  readonly waive?: readonly string[] | undefined
  /** Ends the connections of others to the target when it is replaced; otherwise they refuse that. */
  readonly disconnect?: boolean | undefined
  /** How long the old target is kept; 7 days when not said. */
  readonly keepBackupMilliseconds?: number | undefined
  /** As what: a database (a file's copy) that comes back at once, or one compressed and encrypted file. */
  readonly backup?: 'database' | 'file' | undefined
  /** A second copy of the clone is kept beside the target, for `reset` to go back to. */
  readonly keepForReset?: boolean | undefined
  /** What a cancelled clone has copied stays for a resume; otherwise it is dropped. */
  readonly keepWhenCancelled?: boolean | undefined
  /** Where clones are kept track of; this user's folder when not said. */
  readonly folder?: string | undefined
  /** Instead of a folder: where other machines find it too. */
  readonly keeping?: CloneKeeping | undefined
  /** How others help to copy, by `helpClone`; Postgres to Postgres. */
  readonly share?: CloneShare | undefined
  /** All that is registered: production of it is never a target. */
  readonly environments?: readonly Environment[] | undefined
  /** Databases that were read as production before: never a target, unless registered as something else. */
  readonly known?: KnownSources | undefined
  readonly audit?: AuditLog | undefined
  readonly alert?: ((alert: ProductionAlert) => void | Promise<void>) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: ((event: CloneEvent, operation: CloneOperation, remaining: number | undefined) => void) | undefined
}

export interface Confirmed {
  readonly name?: string | undefined
  readonly planHash?: string | undefined
}

export interface CloneResult {
  readonly operation: CloneOperation
  readonly plan: ClonePlan
  /** Null of a dry run, and of a clone that had been promoted before it was resumed. */
  readonly verification: VerificationReport | null
}
