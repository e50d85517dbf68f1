import type { ClonePlan } from '../clone-plan.ts'
import { planSqlite } from '../sqlite/plan-sqlite.ts'
import type { PlanInput } from './plan-input.ts'
import { planPair } from './plan-pair.ts'

/** The plan of a copy that has SQLite on a side. */
export async function planBetween(input: PlanInput): Promise<ClonePlan> {
  return input.source.engine === input.engine ? await planSqlite(input) : await planPair(input)
}
