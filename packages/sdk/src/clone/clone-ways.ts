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
import { readStatistics } from './plan/read-statistics.ts'
import { readTargetServer } from './plan/read-target-server.ts'
import type { StagingPlace } from './staging.ts'

export interface WayInput {
  readonly source: GuardedSource
  readonly schema: SchemaDefinition
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  readonly target: StagingPlace
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
  const { source, schema, policy, selections, target, signal } = input
  if (source.engine === 'postgres' && target.server) {
    const [server, statistics] = await Promise.all([
      readTargetServer(target.server),
      source.session((session) => readStatistics(session, schema)),
    ])
    const plan = planClone({ source: source.name, target: target.name, schema, policy, selections, statistics, server })
    const { definition } = clonedDefinition(schema, server)
    return { plan, expected: async () => definition, copy: copyPostgres, finish: finishPostgres }
  }
  const left =
    source.engine === 'postgres'
      ? refuseLargeObjects(policy, (await source.session((session) => readStatistics(session, schema))).largeObjects)
      : []
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
