import { type TestAPI, type TestContext, test as vitestTest } from 'vitest'
import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks, type Hooks } from './create-hooks.ts'
import { finishTest } from './finish-test.ts'
import type { RunnerConfig } from './runner-config.ts'
import { workerOf } from './worker-of.ts'

export interface DataFixtures<Context extends DataContext> {
  /** The world of this test; one that does not name it pays nothing for it. */
  data: Context
  /** What some tests say otherwise than the suite: `test.override('dataConfig', { … })`. */
  dataConfig: TestConfig
  /** What opens worlds in this worker. */
  dataHooks: Hooks<Context>
}

/**
 * Vitest's `test` with data: `test('…', async ({ data }) => { … })`. It is extended as any other, by fixtures that may
 * use `data`.
 */
export function createTest<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): TestAPI<DataFixtures<ContextOf<Mode, Needs>>> {
  type Context = ContextOf<Mode, Needs>
  type Started = TestContext & Omit<DataFixtures<Context>, 'data'>
  return vitestTest.extend<DataFixtures<Context>>({
    dataConfig: {},

    dataHooks: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern which fixtures it needs
      async ({}, use) => {
        await using hooks = createHooks(config)
        await use(hooks)
      },
      // Before 3.2 there is no scope, and a fixture with options is known by `auto`: then each test opens its own.
      { scope: 'worker', auto: false },
    ],

    data: async ({ task, dataConfig, dataHooks }: Started, use: (data: Context) => Promise<void>) => {
      const errorsBefore = task.result?.errors?.length ?? 0
      const context = await dataHooks.begin({
        name: fullName(task),
        worker: workerOf('vitest', process.env),
        config: dataConfig,
      })
      await use(context)
      const [error] = task.result?.errors?.slice(errorsBefore) ?? []
      const outcome = outcomes[task.result?.state ?? 'skip']
      await finishTest(dataHooks, context, { outcome, error }, console.warn)
    },
  })
}

const outcomes = {
  pass: 'passed',
  fail: 'failed',
  skip: 'unknown',
  todo: 'unknown',
  only: 'unknown',
  run: 'unknown',
  queued: 'unknown',
} as const

interface Named {
  readonly name: string
  readonly suite?: Named | undefined
  readonly file?: Named | undefined
}

/** The file's name is its path in the project, the same on every machine. */
function fullName({ name, suite, file }: Named): string {
  const outer: string[] = []
  for (let at = suite; at; at = at.suite) outer.unshift(at.name)
  return [file?.name ?? '', ...outer, name].join(' > ')
}

/** Its configuration is that of the environment. */
export const test = createTest()
