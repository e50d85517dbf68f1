import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { RowSelection } from '../clone-plan.ts'

/** What a plan is made of, where SQLite is on a side. */
export interface PlanInput {
  readonly source: GuardedSource
  readonly schema: SchemaDefinition
  /** The target's engine. */
  readonly engine: 'postgres' | 'sqlite'
  /** The target's name, without a secret. */
  readonly target: string
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  /** Of what is left out, besides what conversion finds. */
  readonly notes?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}
