export { createTestDataApi, type TestDataApi } from './production/api/create-test-data-api.ts'
export type { Leftover, TestApiEvent } from './production/api/event.ts'
export { nodeListener } from './production/api/node-listener.ts'
export type { ServerSecret, TestDataApiLimits, TestDataApiOptions } from './production/api/options.ts'
export type { ReapReport } from './production/api/reap.ts'
export {
  type Creation,
  defineTestEntity,
  type InputOf,
  type OutsideHooks,
  type RecordOf,
  type Removal,
  type TestEntities,
  type TestEntity,
  type TestRecord,
} from './production/entity.ts'
export { type ProductionRemoval, removeProductionData } from './production/remove-production-data.ts'
export {
  defineTestScenario,
  type ResultOf,
  type ScenarioMaker,
  type TestScenario,
  type TestScenarios,
} from './production/scenario.ts'
export { wire } from './production/wire.ts'
