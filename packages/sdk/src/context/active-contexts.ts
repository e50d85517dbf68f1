import type { DataContext } from './data-context.ts'
import { beforeProcessEnds } from './track-process.ts'

/** The contexts of a manager that are set up and not cleaned up. If the process ends first, they are cleaned up then. */
export class ActiveContexts<Context extends DataContext> {
  readonly #byTestId = new Map<string, Context>()
  readonly #forget = new Map<string, () => void>()

  get byTestId(): ReadonlyMap<string, Context> {
    return this.#byTestId
  }

  add(context: Context): void {
    const { testId } = context.metadata
    this.#byTestId.set(testId, context)
    this.#forget.set(
      testId,
      beforeProcessEnds(() => context.cleanup()),
    )
  }

  remove({ metadata: { testId } }: Context): void {
    this.#byTestId.delete(testId)
    this.#forget.get(testId)?.()
    this.#forget.delete(testId)
  }

  async cleanUpAll(): Promise<void> {
    await Promise.all([...this.#byTestId.values()].map((context) => context.cleanup()))
  }
}
