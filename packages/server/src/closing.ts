/** What was opened, to be closed the other way round. */
export class Closing implements AsyncDisposable {
  readonly #steps: (() => unknown)[] = []
  #closing: Promise<void> | undefined

  add(close: () => unknown): void {
    this.#steps.push(close)
  }

  /** The last first, one after another; where one fails, the others are closed all the same. Safe to call twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.#steps.toReversed()) {
      try {
        await close()
      } catch (thrown) {
        // Any failure: what stands below it is closed before it is told.
        failures.push(thrown)
      }
    }
    if (failures.length === 1) throw failures[0]
    if (failures.length > 1) throw new AggregateError(failures, 'several things did not close')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}
