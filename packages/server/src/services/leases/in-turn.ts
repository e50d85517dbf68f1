/** Works of one name happen one after another in this process; works of different names do not wait for each other. */
export class InTurn {
  readonly #last = new Map<string, Promise<unknown>>()

  async do<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(name)
    const mine = (async () => {
      // How the one before ended is its caller's business.
      await before?.catch(() => {})
      return work()
    })()
    this.#last.set(name, mine)
    try {
      return await mine
    } finally {
      if (this.#last.get(name) === mine) this.#last.delete(name)
    }
  }
}
