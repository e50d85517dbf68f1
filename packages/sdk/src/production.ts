export { createTestDataApi, type TestDataApi } from './production/api/create-test-data-api.ts'
export type { Leftover, TestApiEvent } from './production/api/event.ts'
export { nodeListener } from './production/api/node-listener.ts'
export type { ServerSecret, TestDataApiLimits, TestDataApiOptions } from './production/api/options.ts'
export type { ReapReport } from './production/api/reap.ts'
export type { BuildOptions } from './production/ci/build.ts'
export { type CleanedUp, cleanupCiCdTestData } from './production/ci/cleanup-ci-cd-test-data.ts'
export { type EnvFormat, envFormats } from './production/ci/env-format.ts'
export type { EnvVariables } from './production/ci/env-text.ts'
export { type Prepared, type PrepareOptions, prepareCiCdTestData } from './production/ci/prepare-ci-cd-test-data.ts'
export type { Leftovers } from './production/ci/sweep-leftovers.ts'
export type { CreatedRecord } from './production/client/production-data.ts'
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
