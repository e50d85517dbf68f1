import type { DataContext } from '../context/data-context.ts'
import type { Hooks, TestEnd, TestStart } from './create-hooks.ts'
import { finishTest } from './finish-test.ts'

/**
 * The data of one test under a runner that has no fixtures: its body is run around. A runner that gives up waiting for a
 * test does not stop it, so what the body has not ended by then, `abandon` ends from a hook of the runner.
 */
export class DataOfTest<Context extends DataContext> {
  readonly #hooks: Hooks<Context>
  readonly #warn: (text: string) => void
  #begun: Promise<Context> | undefined
  #ended: Promise<void> | undefined

  constructor(hooks: Hooks<Context>, warn: (text: string) => void) {
    this.#hooks = hooks
    this.#warn = warn
  }

  /** `skipped` says whether a body that threw did so to be skipped, where a runner has that. */
  async run(test: TestStart, body: (context: Context) => unknown, skipped: () => boolean = () => false): Promise<void> {
    this.#begun = this.#hooks.begin(test)
    const context = await this.#begun
    try {
      await body(context)
    } catch (error) {
      await this.#end(context, skipped() ? { outcome: 'unknown' } : { outcome: 'failed', error })
      throw error
    }
    await this.#end(context, { outcome: 'passed' })
  }

  /** Nothing where the test ended by itself. */
  async abandon(error?: unknown): Promise<void> {
    if (this.#ended) return
    const context = await this.#begun?.catch(() => undefined)
    if (context) await this.#end(context, { outcome: 'failed', error })
  }

  #end(context: Context, end: TestEnd): Promise<void> {
    this.#ended ??= finishTest(this.#hooks, context, end, this.#warn)
    return this.#ended
  }
}
