import { relative } from 'node:path'
import { after, type TestContext } from 'node:test'
import type { DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestConfig } from '../context/test-config.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { ContextOf } from './context-of.ts'
import { createHooks } from './create-hooks.ts'
import { DataOfTest } from './data-of-test.ts'
import { overridesAndBody } from './overrides-and-body.ts'
import type { RunnerConfig } from './runner-config.ts'

export type NodeDataBody<Context> = (t: TestContext, data: Context) => unknown

/** Around the body of a test: `test('…', withData(async (t, data) => { … }))`. */
export interface NodeWithData<Context extends DataContext> {
  (body: NodeDataBody<Context>): (t: TestContext) => Promise<void>
  /** For a test that says otherwise than the suite. */
  (overrides: TestConfig, body: NodeDataBody<Context>): (t: TestContext) => Promise<void>
}

/** Data for the tests of node:test: `test('…', withData(async (t, data) => { … }))`. Called at the top of a test file. */
export function createWithData<
  const Needs extends DataNeeds = DataNeeds,
  Mode extends TestMode | 'environment' = 'database',
>(config: RunnerConfig<Needs, Mode> = {}): NodeWithData<ContextOf<Mode, Needs>> {
  type Context = ContextOf<Mode, Needs>
  const hooks = createHooks(config)
  after(() => hooks.close())

  return (first: TestConfig | NodeDataBody<Context>, second?: NodeDataBody<Context>) => {
    const { overrides, body } = overridesAndBody(first, second)
    return async (t: TestContext) => {
      const data = new DataOfTest(hooks, (text) => t.diagnostic(text))
      t.after(() => data.abandon())
      await data.run({ name: fullName(t), config: overrides }, (context) => body(t, context))
    }
  }
}

/** With its file, as the path in the project: the same on every machine. */
function fullName({ filePath, fullName }: TestContext): string {
  return filePath === undefined ? fullName : `${relative(process.cwd(), filePath)} > ${fullName}`
}

/** Its configuration is that of the environment. */
export const withData = createWithData()
