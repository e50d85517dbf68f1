import { relative } from 'node:path'
import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks, type Hooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import { type MochaContext, type MochaSuite, mochaTest } from './mocha-globals.ts'
import { type RunnerConfig, withOverrides } from './runner-config.ts'
import { workerOf } from './worker-of.ts'

export type DataTestBody<Context> = (this: MochaContext, fixtures: { readonly data: Context }) => unknown

export interface DataTest<Context extends DataContext> {
  (name: string, body: DataTestBody<Context>): unknown
  only(name: string, body: DataTestBody<Context>): unknown
  skip(name: string, body: DataTestBody<Context>): unknown
  /** The same test for some that say otherwise than the suite. */
  with(overrides: TestConfig): DataTest<Context>
}

/** A `test` that has data, beside Mocha's own `it` or `test`: `test('…', async ({ data }) => { … })`. */
export function createTest<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): DataTest<ContextOf<Mode, Needs>> {
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

  function testsWith(overrides: TestConfig): DataTest<Context> {
    const bodyOf = (body: DataTestBody<Context>) =>
      async function (this: MochaContext) {
        const { test } = this
        const run = runOf(rootOf(test.parent))
        run.current = new DataOfTest(run.hooks, console.warn)
        const file = test.file === undefined ? '' : relative(process.cwd(), test.file)
        await run.current.run(
          {
            name: [file, ...test.titlePath()].join(' > '),
            worker: workerOf('mocha', process.env),
            config: overrides,
          },
          (data) => body.call(this, { data }),
        )
      }
    const define = (name: string, body: DataTestBody<Context>) => mochaTest()(name, bodyOf(body))
    return Object.assign(define, {
      only: (name: string, body: DataTestBody<Context>) => mochaTest().only(name, bodyOf(body)),
      skip: (name: string, body: DataTestBody<Context>) => mochaTest().skip(name, bodyOf(body)),
      with: (more: TestConfig) => testsWith(withOverrides(overrides, more)),
    })
  }
  return testsWith({})
}

function rootOf(suite: MochaSuite): MochaSuite {
  return suite.parent ? rootOf(suite.parent) : suite
}
