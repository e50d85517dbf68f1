import type { DatabaseContext, DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestEntities } from '../production/entity.ts'
import type { ProductionContext } from '../production/production-context.ts'
import type { TestScenarios } from '../production/scenario.ts'

/** One test's world twice, from the same seed: on a database of its own, and in production. */
export interface DualContext<
  Needs extends DataNeeds = DataNeeds,
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> extends DataContext<Needs> {
  readonly mode: 'dual'
  readonly database: DatabaseContext<Needs>
  readonly production: ProductionContext<Needs, Entities, Scenarios>
}
