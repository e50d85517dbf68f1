import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Session } from '../database/adapter.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import { batchesOf } from '../generate/rows.ts'
import type { Batch } from '../model/batch.ts'
import { explained } from './explain.ts'
import { openStage } from './stage.ts'
import type { Target } from './target.ts'

export interface Loading {
  readonly session: Session
  readonly target: Target
  readonly signal: AbortSignal | undefined
  /** Told of rows that were handed to the database. */
  loaded(entity: string, rows: number): void
}

/** One table by one COPY, or what the engine has for it. */
export async function loadTable(loading: Loading, plan: EntityPlan): Promise<void> {
  const { session, target, signal } = loading
  const { table } = target.tables.get(plan.entity.name)!
  const name = target.dialect === 'postgres' ? { schema: table.schema, name: table.name } : { name: table.name }
  try {
    await session.load(name, plan.columns, watched(loading, plan), { signal })
  } catch (thrown) {
    throw explained(thrown, target, plan.entity)
  }
}

/** Between batches the process may notice a signal, and draw its progress. */
async function* watched({ loaded }: Loading, plan: EntityPlan): AsyncGenerator<Batch, void, undefined> {
  for (const batch of batchesOf({ plan, first: 0, rows: plan.rows })) {
    yield batch
    loaded(plan.entity.name, batch.length)
    await nextTurn()
  }
}

/**
 * The tables of a circle by one statement: foreign keys are looked at when the statement ends, and by then all its
 * inserts are done. The rows wait in temporary tables.
 */
export async function loadCircle(loading: Loading, plans: readonly EntityPlan[]): Promise<void> {
  const { session, target, signal } = loading
  const { quoteIdentifier } = target.quoting
  const inserts: string[] = []
  const stages = []
  for (const plan of plans) {
    const one = target.tables.get(plan.entity.name)!
    const stage = await openStage(session, target, one, plan.columns)
    stages.push(stage)
    const numbers = Array.from({ length: plan.rows }, (_, i) => i)
    await stage.add(plan, numbers.keys(), numbers, signal)
    loading.loaded(plan.entity.name, plan.rows)
    const columns = plan.columns.map(quoteIdentifier).join(', ')
    inserts.push(
      `insert into ${one.name} (${columns}) overriding system value select ${columns} from ${stage.name} order by ${stage.rowColumn}`,
    )
  }
  const last = inserts.pop()!
  const before = inserts.map((insert, i) => `step_${i} as (${insert})`)
  try {
    await session.execute(before.length > 0 ? `with ${before.join(', ')} ${last}` : last, { signal })
  } catch (thrown) {
    throw explained(thrown, target, plans[0]!.entity)
  }
  for (const stage of stages) await stage.drop()
}
