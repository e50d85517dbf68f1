/** Data for the tests of Vitest: `@understudy/sdk/vitest`. */

export type { RunnerConfig } from './runners/runner-config.ts'
export { createTest, type DataFixtures, test } from './runners/vitest.ts'
