import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { CreatedRecord } from './client/production-data.ts'
import type { TestEntities } from './entity.ts'
import type { ProductionCreator } from './production-creator.ts'
import type { TestScenarios } from './scenario.ts'

/** The world of one test in production: what it creates there, under a test id of its own. */
export interface ProductionContext<
  Needs extends DataNeeds = DataNeeds,
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> extends DataContext<Needs> {
  readonly mode: 'production'
  readonly production: ProductionCreator<Entities, Scenarios>
  /** What was created, in order. */
  readonly created: readonly CreatedRecord[]
  /** What would have been created, in order: of a shadow, which creates nothing. */
  readonly shadowed: readonly CreatedRecord[]
  /** When the API removes it, if nobody did before. Asks for as long again; persistent_environment alone. */
  renew(): Promise<Date>
}
