import type { ClonePlan } from '../clone-plan.ts'
import { planSqlite } from '../sqlite/plan-sqlite.ts'
import type { PlanInput } from './plan-input.ts'

/** The plan of a copy that has SQLite on a side. */
export async function planBetween(input: PlanInput): Promise<ClonePlan> {
  return await planSqlite(input)
}
