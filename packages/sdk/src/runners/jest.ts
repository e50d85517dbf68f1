import { relative } from 'node:path'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import { UnderstudyError } from '../errors.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import { type JestGlobals, jestGlobals } from './jest-globals.ts'
import { overridesAndBody } from './overrides-and-body.ts'
import type { RunnerConfig } from './runner-config.ts'
import type { DataBody, WithData } from './with-data.ts'
import { workerOf } from './worker-of.ts'

/**
 * Data for Jest's own tests: `test('…', withData(async (data) => { … }))`, and
 * `test.each(rows)('…', withData(async (data, row) => { … }))`. Called at the top of a test file, or of a file that it
 * imports. With injectGlobals: false, give it what '@jest/globals' exports.
 */
export function createWithData<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(
  config: RunnerConfig<Needs, Mode> = {},
  jest: JestGlobals | undefined = jestGlobals(),
): WithData<ContextOf<Mode, Needs>> {
  type Context = ContextOf<Mode, Needs>
  const hooks = createHooks(config)
  /** By the full name of the test: tests may be concurrent. */
  const running = new Map<string, DataOfTest<Context>>()
  jest?.afterEach(async () => {
    const name = fullName(jest)
    const data = running.get(name)
    running.delete(name)
    await data?.abandon()
  })
  jest?.afterAll(() => hooks.close())

  return <Args extends readonly unknown[]>(
    first: TestConfig | DataBody<Context, unknown, Args>,
    second?: DataBody<Context, unknown, Args>,
  ) => {
    const { overrides, body } = overridesAndBody(first, second)
    return async function (this: unknown, ...args: Args) {
      const name = fullName(jest)
      const data = new DataOfTest(hooks, console.warn)
      running.set(name, data)
      await data.run({ name, worker: workerOf('jest', process.env), config: overrides }, (context) =>
        body.call(this, context, ...args),
      )
    }
  }
}

/** With its file, as the path in the project: the same on every machine. */
function fullName(jest: JestGlobals | undefined): string {
  if (jest === undefined) {
    throw new UnderstudyError('USAGE', {
      operation: 'run a test with data',
      message: 'Jest is not here: it has no global afterEach, afterAll and expect.',
      hint: "With injectGlobals: false, give createWithData what '@jest/globals' exports.",
    })
  }
  const { currentTestName = '', testPath } = jest.expect.getState()
  return testPath === undefined ? currentTestName : `${relative(process.cwd(), testPath)} > ${currentTestName}`
}

/** Its configuration is that of the environment. */
export const withData = createWithData()
