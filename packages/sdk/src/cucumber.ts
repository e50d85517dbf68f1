/** Data for the tests of Cucumber: `@understudy/sdk/cucumber`. */
export { type DataHooksOptions, type DataWorld, useData } from './runners/cucumber.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
