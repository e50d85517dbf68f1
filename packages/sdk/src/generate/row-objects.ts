import { rowsOf } from '../formats/row-objects.ts'
import type { Batch } from '../model/batch.ts'

type Row = Record<string, unknown>

/**
 * Rows of batches one by one. An async generator would await every row; here only a batch is waited for, and a row
 * that is there already is answered at once.
 */
export class RowObjects implements AsyncIterableIterator<Row> {
  readonly #batches: AsyncGenerator<Batch>
  #rows: readonly Row[] = []
  #at = 0
  /** The answer that was promised last, until it is given. */
  #promised: Promise<IteratorResult<Row>> | undefined

  constructor(batches: AsyncGenerator<Batch>) {
    this.#batches = batches
  }

  next(): Promise<IteratorResult<Row>> {
    if (this.#promised === undefined && this.#at < this.#rows.length) {
      return Promise.resolve({ done: false, value: this.#rows[this.#at++]! })
    }
    const answer = this.#after(this.#promised).finally(() => {
      if (this.#promised === answer) this.#promised = undefined
    })
    this.#promised = answer
    return answer
  }

  /** Who asks while a batch is on its way is answered after those who asked before. */
  async #after(previous: Promise<unknown> | undefined): Promise<IteratorResult<Row>> {
    // Whoever asked for it is told what went wrong there.
    await previous?.catch(() => {})
    while (this.#at >= this.#rows.length) {
      const { done, value } = await this.#batches.next()
      if (done) return { done: true, value: undefined }
      this.#rows = rowsOf(value)
      this.#at = 0
    }
    return { done: false, value: this.#rows[this.#at++]! }
  }

  async return(): Promise<IteratorResult<Row>> {
    this.#rows = []
    await this.#batches.return(undefined)
    return { done: true, value: undefined }
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
