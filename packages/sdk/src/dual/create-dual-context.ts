import type { DataNeeds } from '../context/data-need.ts'
import type { DatabaseContextManager } from '../context/database-context-manager.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestEntities } from '../production/entity.ts'
import type { ProductionTestDataManager } from '../production/production-test-data-manager.ts'
import type { TestScenarios } from '../production/scenario.ts'
import type { DualContext } from './dual-context.ts'
import { DualContextManager } from './dual-context-manager.ts'

/** A context on both sides, of two managers that stay yours to close. */
export function createDualContext<
  Needs extends DataNeeds = DataNeeds,
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
>(
  database: DatabaseContextManager,
  production: ProductionTestDataManager<Entities, Scenarios>,
  config: TestConfig<Needs>,
): Promise<DualContext<Needs, Entities, Scenarios>> {
  return new DualContextManager({ database, production }).setupContext('dual', config)
}
