import type { CompiledPolicy } from '../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import type { CloneEvent } from './clone-event.ts'
import type { ClonePlan, RowSelection } from './clone-plan.ts'
import type { CopyLedger } from './copy-ledger.ts'
import type { CloneShare } from './share/clone-share.ts'

/** What every way of copying is given, whatever the engines. */
export interface CopyContext {
  readonly source: GuardedSource
  readonly schema: SchemaDefinition
  readonly plan: ClonePlan
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  /** The URL of the database that is filled: nobody else uses it, and nobody sees it before it is promoted. */
  readonly staging: string
  readonly ledger: CopyLedger
  /** How others come to copy parts too, where they may. Postgres to Postgres. */
  readonly share?: CloneShare | undefined
  /** Connections to each side over which rows travel; one more makes the next part ready. */
  readonly workers: number
  readonly signal: AbortSignal
  readonly emit: (event: CloneEvent) => void
  /** A source on a new state, after the old one was lost. */
  reopen(): Promise<GuardedSource>
}
