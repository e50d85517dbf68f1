/** One call that made rows: enough to say how to make them again. */
export interface LoggedCall {
  /** Of the first row. */
  readonly token: string
  readonly count: number
}

const most = 20

/** The last calls of a connection, for the message of a failing test. */
export class CallLog {
  #calls: LoggedCall[] = []
  #forgotten = 0

  add(call: LoggedCall): void {
    this.#calls.push(call)
    if (this.#calls.length <= most) return
    this.#calls.shift()
    this.#forgotten++
  }

  /** How far the log has come: `since` leaves out what came before. */
  get mark(): number {
    return this.#calls.length + this.#forgotten
  }

  since(mark: number): { readonly calls: readonly LoggedCall[]; readonly forgotten: number } {
    const first = Math.max(0, mark - this.#forgotten)
    return { calls: this.#calls.slice(first), forgotten: Math.max(0, this.#forgotten - mark) }
  }
}
