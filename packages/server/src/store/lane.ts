/** One after another, in the order in which they came. A failure is its own caller's alone. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  get isIdle(): boolean {
    return this.#waiting === 0
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting++
    const before = this.#last
    const mine = (async () => {
      await before
      try {
        return await work()
      } finally {
        this.#waiting--
      }
    })()
    this.#last = mine.catch(() => {})
    return mine
  }
}
