/** Data for the tests of Playwright: `@understudy/sdk/playwright`. */
export { createTest, type DataFixtures, type DataWorkerFixtures, test } from './runners/playwright.ts'
export type { RunnerConfig } from './runners/runner-config.ts'
