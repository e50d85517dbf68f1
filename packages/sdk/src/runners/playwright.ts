import {
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  test as playwrightTest,
  type TestType,
} from '@playwright/test'
import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks, type Hooks } from './create-hooks.ts'
import { finishTest } from './finish-test.ts'
import type { RunnerConfig } from './runner-config.ts'

export interface DataFixtures<Context extends DataContext> {
  /** The world of this test; one that does not name it pays nothing for it. */
  data: Context
  /** What some tests say otherwise than the suite: `test.use({ dataConfig: { … } })`. */
  dataConfig: TestConfig
}

export interface DataWorkerFixtures<Context extends DataContext> {
  /** What opens worlds in this worker. */
  dataHooks: Hooks<Context>
}

/**
 * Playwright's `test` with data: `test('…', async ({ page, data }) => { … })`. It is extended as any other, by fixtures
 * that may use `data`, or joined with another by mergeTests.
 */
export function createTest<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(
  config: RunnerConfig<Needs, Mode> = {},
): TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & DataFixtures<ContextOf<Mode, Needs>>,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & DataWorkerFixtures<ContextOf<Mode, Needs>>
> {
  return playwrightTest.extend<DataFixtures<ContextOf<Mode, Needs>>, DataWorkerFixtures<ContextOf<Mode, Needs>>>({
    dataConfig: [{}, { option: true }],

    dataHooks: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures it needs
      async ({}, use) => {
        await using hooks = createHooks(config)
        await use(hooks)
      },
      { scope: 'worker' },
    ],

    data: async ({ dataConfig, dataHooks }, use, test) => {
      const context = await dataHooks.begin({
        name: test.titlePath.join(' > '),
        worker: test.parallelIndex,
        config: dataConfig,
      })
      await use(context)
      const outcome = test.errors.length > 0 ? 'failed' : test.status === 'skipped' ? 'unknown' : 'passed'
      await finishTest(dataHooks, context, { outcome, error: test.errors[0] }, (description) => {
        test.annotations.push({ type: 'warning', description })
        console.warn(description)
      })
    },
  })
}

/** Its configuration is that of the environment. */
export const test = createTest()
