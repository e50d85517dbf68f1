/** Data for the tests of Jest: `@understudy/sdk/jest`. */
export { createWithData, withData } from './runners/jest.ts'
export type { JestGlobals } from './runners/jest-globals.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
export type { DataBody, WithData } from './runners/with-data.ts'
