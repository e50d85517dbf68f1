import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import { type JestGlobals, jestGlobals } from './jest-globals.ts'
import { type RunnerConfig, withOverrides } from './runner-config.ts'
import { workerOf } from './worker-of.ts'

export type DataTestBody<Context> = (fixtures: { readonly data: Context }) => unknown

export interface DataTest<Context extends DataContext> {
  (name: string, body: DataTestBody<Context>, timeout?: number): void
  only(name: string, body: DataTestBody<Context>, timeout?: number): void
  skip(name: string, body: DataTestBody<Context>, timeout?: number): void
  /** Passes when the body fails. */
  failing(name: string, body: DataTestBody<Context>, timeout?: number): void
  /** One test for each row; the name is formatted as by Jest's own `test.each`. */
  each<Row>(
    rows: readonly Row[],
  ): (name: string, body: (row: Row, fixtures: { readonly data: Context }) => unknown, timeout?: number) => void
  /** The same test for some that say otherwise than the suite. */
  with(overrides: TestConfig): DataTest<Context>
}

/**
 * A `test` that has data, beside Jest's own: `test('…', async ({ data }) => { … })`. Called at the top of a test file, or
 * of a file that it imports. With injectGlobals: false, give it what '@jest/globals' exports.
 */
export function createTest<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}, jest: JestGlobals = jestGlobals()): DataTest<ContextOf<Mode, Needs>> {
  const hooks = createHooks(config)
  const running = new Set<DataOfTest<ContextOf<Mode, Needs>>>()
  jest.afterEach(async () => {
    await Promise.all([...running].map((data) => data.abandon()))
    running.clear()
  })
  jest.afterAll(() => hooks.close())

  function testsWith(overrides: TestConfig): DataTest<ContextOf<Mode, Needs>> {
    const run = async (name: string, body: DataTestBody<ContextOf<Mode, Needs>>) => {
      const data = new DataOfTest(hooks, console.warn)
      running.add(data)
      const { currentTestName = name, testPath } = jest.expect.getState()
      const file = testPath === undefined ? '' : fromHere(testPath)
      await data.run(
        { name: `${file} > ${currentTestName}`, worker: workerOf('jest', process.env), config: overrides },
        (context) => body({ data: context }),
      )
    }
    const define =
      (as: JestGlobals['test']['only']) =>
      (name: string, body: DataTestBody<ContextOf<Mode, Needs>>, timeout?: number) =>
        as(name, () => run(name, body), timeout)
    return Object.assign(define(jest.test), {
      only: define(jest.test.only),
      skip: define(jest.test.skip),
      failing: define(jest.test.failing),
      each:
        <Row>(rows: readonly Row[]) =>
        (
          name: string,
          body: (row: Row, fixtures: { readonly data: ContextOf<Mode, Needs> }) => unknown,
          timeout?: number,
        ) =>
          jest.test.each(rows.map((row) => [row]))(
            name,
            (row) => run(name, (fixtures) => body(row, fixtures)),
            timeout,
          ),
      with: (more: TestConfig) => testsWith(withOverrides(overrides, more)),
    })
  }
  return testsWith({})
}

/** The path in the project, so that it is the same on every machine. */
function fromHere(path: string): string {
  const here = `${process.cwd()}/`
  return path.startsWith(here) ? path.slice(here.length) : path
}
