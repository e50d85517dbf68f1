import { relative } from 'node:path'
import { after, test as nodeTest, type TestContext, type TestOptions } from 'node:test'
import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import type { RunnerConfig } from './runner-config.ts'

export type DataTestBody<Context> = (t: TestContext, data: Context) => unknown

export interface DataTestOptions extends TestOptions {
  /** What this test says otherwise than the suite. */
  readonly dataConfig?: TestConfig | undefined
}

export interface DataTest<Context extends DataContext> {
  (name: string, body: DataTestBody<Context>): Promise<void>
  (name: string, options: DataTestOptions, body: DataTestBody<Context>): Promise<void>
}

/** A `test` that has data, beside that of node:test: `test('…', async (t, data) => { … })`. Called at the top of a test file. */
export function createTest<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): DataTest<ContextOf<Mode, Needs>> {
  type Context = ContextOf<Mode, Needs>
  const hooks = createHooks(config)
  after(() => hooks.close())

  function define(
    name: string,
    first: DataTestOptions | DataTestBody<Context>,
    second?: DataTestBody<Context>,
  ): Promise<void> {
    const { dataConfig, ...options } = typeof first === 'function' ? {} : first
    const body = typeof first === 'function' ? first : second
    return nodeTest(name, options, async (t) => {
      const data = new DataOfTest(hooks, (text) => t.diagnostic(text))
      t.after(() => data.abandon())
      await data.run({ name: `${fileOf(t)} > ${t.fullName}`, config: dataConfig }, (context) => body?.(t, context))
    })
  }
  return define
}

/** The path in the project, so that it is the same on every machine. */
function fileOf({ filePath }: TestContext): string {
  return filePath === undefined ? '' : relative(process.cwd(), filePath)
}
