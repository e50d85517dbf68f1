/** Counts those who use a thing, so that it is closed when the last of them has done. */
export class InUse {
  #users = 0
  #waiting: (() => void)[] = []

  get isIdle(): boolean {
    return this.#users === 0
  }

  /** Counted from the call on, not from when `work` gets to something. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users++
    try {
      return await work()
    } finally {
      if (--this.#users === 0) for (const wake of this.#waiting.splice(0)) wake()
    }
  }

  async drained(): Promise<void> {
    if (this.#users > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
