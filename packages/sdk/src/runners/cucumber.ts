import { After, AfterAll, AfterStep, Before, Status, type World } from '@cucumber/cucumber'
import type { DatabaseContext, DataContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestMode } from '../context/test-mode.ts'

import { createHooks } from './create-hooks.ts'
import { addNoteToStep } from './cucumber-result.ts'
import { finishTest } from './finish-test.ts'
import { replayLine } from './notes-on.ts'
import type { RunnerConfig } from './runner-config.ts'
import { workerOf } from './worker-of.ts'

/** `this` of a step: `Given('…', async function (this: DataWorld) { … this.data … })`. */
export interface DataWorld<Context extends DataContext = DatabaseContext> extends World {
  data: Context
}

export interface DataHooksOptions {
  /** Which scenarios have data, such as '@data'; all of them when not said. */
  readonly tags?: string | undefined
  /** Milliseconds for the set-up of a scenario's data, and for its clean-up; 60000 when not said. */
  readonly timeout?: number | undefined
}

type Started = World & { data?: DataContext }

/** Gives every scenario its own `this.data`. Called once, in the support code. */
export function useData<const Needs extends DataNeeds = DataNeeds, Mode extends TestMode | 'environment' = 'database'>(
  config: RunnerConfig<Needs, Mode> = {},
  { tags, timeout = 60_000 }: DataHooksOptions = {},
): void {
  const hooks = createHooks(config)
  const chosen = tags === undefined ? { timeout } : { tags, timeout }
  const told = new WeakSet<Started>()

  Before({ ...chosen, name: 'set up the data of the scenario' }, async function (this: Started, { pickle }) {
    this.data = await hooks.begin({
      name: `${pickle.uri} > ${pickle.name}`,
      worker: workerOf('cucumber', process.env),
    })
  })

  // The text of a failed step is sent to the formatters after this hook, and before those of the scenario.
  AfterStep(chosen, function (this: Started, { result }) {
    if (this.data && result.status === Status.FAILED && addNoteToStep(result, [replayLine(this.data)])) told.add(this)
  })

  After({ ...chosen, name: 'clean up the data of the scenario' }, async function (this: Started, { result }) {
    if (!this.data) return
    const outcome =
      result?.status === Status.PASSED ? 'passed' : result?.status === Status.FAILED ? 'failed' : 'unknown'
    await finishTest(hooks, this.data, { outcome }, (text) => {
      this.log(text)
      if (!told.has(this)) console.warn(text)
    })
  })

  AfterAll({ timeout }, () => hooks.close())
}
