import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { toModel } from '../catalog/to-model.ts'
import type { Session } from '../database/adapter.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import type { Plan } from '../generate/plan.ts'
import { explained } from './explain.ts'
import type { FillPlace, FillProgress } from './fill-database.ts'
import { loadSteps } from './load-order.ts'
import { type Loading, loadCircle, loadTable } from './load-tables.ts'
import type { FillNote, FillReport, TableReport } from './report.ts'
import { setSequencesRight } from './sequences.ts'
import { readTableState } from './table-state.ts'
import { type Target, targetFor } from './target.ts'

export interface LoadPlanOptions {
  /** What the database consists of, where that is known: else its catalog is read. */
  readonly definition?: SchemaDefinition | undefined
  readonly onProgress?: ((progress: FillProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** Looks whether the plan has its tables, and changes nothing. */
  readonly dryRun?: boolean | undefined
}

/** Told what stands in the tables of the plan's entities, it answers the plan. */
export type PlanFor = (standing: ReadonlyMap<string, StandingRows>) => Plan

export interface StandingRows {
  readonly rows: number
  /** The greatest whole number of each column that is asked for. */
  readonly last: ReadonlyMap<string, bigint>
}

export interface PlannedEntity {
  readonly entity: Plan['entities'][number]['entity']
  /** Columns that count on from what stands there. */
  readonly counting: readonly string[]
}

/**
 * Puts the rows of a plan, as they are, into the tables of its entities, in one transaction: all of it stands, or nothing
 * does. What is there already stays. What the database computes is left to it.
 */
export async function loadPlan(
  database: FillPlace,
  entities: readonly PlannedEntity[],
  planFor: PlanFor,
  options: LoadPlanOptions = {},
): Promise<FillReport> {
  const { signal, dryRun = false } = options
  const definition = options.definition ?? (await analyzeSchema(database))
  const target = targetFor(definition, { entities: entities.map(({ entity }) => entity) }, toModel(definition))
  return database.transaction(
    async (session) => {
      const standing = new Map<string, StandingRows>()
      for (const { entity, counting } of entities) {
        const counters = counting.map((name) => ({ name, type: 'integer' as const }))
        standing.set(entity.name, await readTableState(session, target, target.tables.get(entity.name)!, counters))
      }
      const plan = planFor(standing)
      const plans = new Map(plan.entities.map((one) => [one.entity.name, stored(one, target)]))
      const steps = loadSteps(target, [...plans.keys()], session.capabilities.defersEveryForeignKey)
      const notes: FillNote[] = []
      if (!dryRun) await load(session, target, { plan, plans, steps, notes, options })
      const tables: TableReport[] = []
      for (const name of steps.flatMap((step) => step.entities)) {
        const one = target.tables.get(name)!
        const before = standing.get(name)?.rows ?? 0
        const planned = plans.get(name)?.rows ?? 0
        const rows = dryRun ? planned : (await readTableState(session, target, one, [])).rows - before
        tables.push({ entity: name, table: one.name, rows, before })
      }
      return {
        seed: plan.seed,
        dryRun,
        tables,
        rows: tables.reduce((sum, one) => sum + one.rows, 0),
        notes,
        circles: steps.flatMap(({ entities: members, by }) => (by === 'order' ? [] : [{ entities: members, by }])),
      }
    },
    { signal },
  )
}

interface Planned {
  readonly plan: Plan
  readonly plans: ReadonlyMap<string, EntityPlan>
  readonly steps: ReturnType<typeof loadSteps>
  readonly notes: FillNote[]
  readonly options: LoadPlanOptions
}

async function load(session: Session, target: Target, { plan, plans, steps, notes, options }: Planned): Promise<void> {
  const { signal, onProgress } = options
  const waits = session.capabilities.defersEveryForeignKey || steps.some(({ by }) => by === 'deferred constraints')
  if (waits) await session.execute(session.capabilities.deferConstraints)
  let done = 0
  const loading: Loading = {
    session,
    target,
    signal,
    loaded(entity, rows) {
      done += rows
      onProgress?.({ entity, rows: done, total: plan.rows })
    },
  }
  for (const { entities, by } of steps) {
    const own = entities.flatMap((name) => plans.get(name) ?? [])
    if (by === 'one statement') await loadCircle(loading, own)
    else for (const one of own) await loadTable(loading, one)
  }
  if (waits && target.dialect === 'postgres') {
    try {
      await session.execute('set constraints all immediate')
    } catch (thrown) {
      throw explained(thrown, target, plan.entities[0]!.entity)
    }
  }
  await setSequencesRight(session, target, { notes })
}

/** Without the columns that the database computes. */
function stored(plan: EntityPlan, target: Target): EntityPlan {
  const { columns: there } = target.tables.get(plan.entity.name)!.table
  const computed = new Set(there.filter(({ generated }) => generated !== null).map(({ name }) => name))
  if (!plan.columns.some((name) => computed.has(name))) return plan
  return {
    ...plan,
    columns: plan.columns.filter((name) => !computed.has(name)),
    batch(first, length) {
      const batch = plan.batch(first, length)
      return { ...batch, columns: batch.columns.filter(({ name }) => !computed.has(name)) }
    },
  }
}
