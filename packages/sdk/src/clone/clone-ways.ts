import type { CompiledPolicy } from '../anonymize/compiled-policy.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import { copyBetween, finishBetween } from './between/copy-between.ts'
import { expectedSchema } from './between/expected-schema.ts'
import { planBetween } from './between/plan-between.ts'
import type { ClonePlan, RowSelection } from './clone-plan.ts'
import { copyPostgres } from './copy/copy-postgres.ts'
import { finishPostgres } from './copy/finish-postgres.ts'
import type { CopyContext } from './copy-context.ts'
import { refuseLargeObjects } from './large-objects/plan-large-objects.ts'
import { clonedDefinition } from './plan/cloned-definition.ts'
import { planClone } from './plan/plan-clone.ts'
import type { SourceStatistics } from './plan/read-statistics.ts'
import type { TargetServer } from './plan/read-target-server.ts'
import type { StagingPlace } from './staging.ts'

export interface WayInput {
  readonly source: GuardedSource
  readonly schema: SchemaDefinition
  /** Of a source that is Postgres. */
  readonly statistics: SourceStatistics | undefined
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  readonly target: StagingPlace
  /** Of the target. */
  readonly server: Promise<TargetServer> | undefined
  readonly signal: AbortSignal
}

/** How rows come from one engine to another. */
export interface Way {
  readonly plan: ClonePlan
  /** What the target is to be, as its own engine tells it. */
  expected(context: CopyContext): Promise<SchemaDefinition>
  copy(context: CopyContext): Promise<unknown>
  finish(context: CopyContext): Promise<unknown>
}

export async function wayOf(input: WayInput): Promise<Way> {
  const { source, schema, statistics, policy, selections, target, signal } = input
  if (statistics && input.server) {
    const server = await input.server
    const plan = planClone({ source: source.name, target: target.name, schema, policy, selections, statistics, server })
    const { definition } = clonedDefinition(schema, server)
    return { plan, expected: async () => definition, copy: copyPostgres, finish: finishPostgres }
  }
  const left = statistics ? refuseLargeObjects(policy, statistics.largeObjects) : []
  const plan = await planBetween({
    notes: left,
    source,
    schema,
    engine: target.engine,
    target: target.name,
    policy,
    selections,
    signal,
  })
  return { plan, expected: expectedSchema, copy: copyBetween, finish: finishBetween }
}
