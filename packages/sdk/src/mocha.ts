/** Data for the tests of Mocha: `@understudy/sdk/mocha`. */
export { createWithData, withData } from './runners/mocha.ts'
export type { MochaContext } from './runners/mocha-context.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
export type { DataBody, WithData } from './runners/with-data.ts'
