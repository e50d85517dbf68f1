import { relative } from 'node:path'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks, type Hooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import type { MochaContext, MochaSuite } from './mocha-context.ts'
import { overridesAndBody } from './overrides-and-body.ts'
import type { RunnerConfig } from './runner-config.ts'
import type { DataBody, WithData } from './with-data.ts'
import { workerOf } from './worker-of.ts'

/** Data for Mocha's own tests: `it('…', withData(async (data) => { … }))`. A `function` has Mocha's `this`. */
export function createWithData<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): WithData<ContextOf<Mode, Needs>, MochaContext> {
  type Context = ContextOf<Mode, Needs>
  const runs = new WeakMap<MochaSuite, { readonly hooks: Hooks<Context>; current: DataOfTest<Context> | undefined }>()

  /** A worker that runs several files has a root for each, and loads this module once. */
  function runOf(root: MochaSuite) {
    const known = runs.get(root)
    if (known) return known
    const run = { hooks: createHooks(config), current: undefined }
    runs.set(root, run)
    root.afterEach('end the data of the test', async function () {
      await runOf(root).current?.abandon(this.currentTest?.err)
    })
    root.afterAll('close the data of the tests', () => run.hooks.close())
    return run
  }

  return <Args extends readonly unknown[]>(
    first: TestConfig | DataBody<Context, MochaContext, Args>,
    second?: DataBody<Context, MochaContext, Args>,
  ) => {
    const { overrides, body } = overridesAndBody(first, second)
    return async function (this: MochaContext, ...args: Args) {
      const { test } = this
      const run = runOf(rootOf(test.parent))
      run.current = new DataOfTest(run.hooks, console.warn)
      const file = test.file === undefined ? [] : [relative(process.cwd(), test.file)]
      await run.current.run(
        {
          name: [...file, ...test.titlePath()].join(' > '),
          worker: workerOf('mocha', process.env),
          config: overrides,
        },
        (data) => body.call(this, data, ...args),
        () => test.pending,
      )
    }
  }
}

function rootOf(suite: MochaSuite): MochaSuite {
  return suite.parent ? rootOf(suite.parent) : suite
}

/** Its configuration is that of the environment. */
export const withData = createWithData()
