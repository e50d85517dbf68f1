import type { Batch } from '../../model/batch.ts'
import { grown } from '../columns/grown.ts'
import { numberColumn } from '../columns/number-column.ts'
import { vectorOf } from '../columns/vector-of.ts'
import { NULL, PASS } from '../columns/verdict.ts'
import type { Measured } from '../rule-kind.ts'
import { notEvaluated, whyNothing } from './row-tally.ts'

/** The numbers of a column, kept: 8 bytes each, and 8 more where their rows are asked for. */
export class NumberList {
  readonly #column: string
  readonly #keepsRows: boolean
  #values = new Float64Array(0)
  #rowNumbers = new Float64Array(0)
  #count = 0
  #rows = 0
  #looked = 0
  #present = 0

  constructor(column: string, keepsRows = false) {
    this.#column = column
    this.#keepsRows = keepsRows
  }

  add(batch: Batch, passes: Uint8Array | undefined): void {
    const { values, marks } = numberColumn(vectorOf(batch, this.#column))
    this.#rows += batch.length
    for (let row = 0; row < batch.length; row++) {
      if (passes !== undefined && passes[row] === 0) continue
      this.#looked++
      if (marks[row] !== NULL) this.#present++
      if (marks[row] !== PASS || Number.isNaN(values[row])) continue
      this.#values = grown(this.#values, this.#count)
      this.#values[this.#count] = values[row]!
      if (this.#keepsRows) {
        this.#rowNumbers = grown(this.#rowNumbers, this.#count)
        this.#rowNumbers[this.#count] = batch.firstRow + row
      }
      this.#count++
    }
  }

  get values(): Float64Array {
    return this.#values.subarray(0, this.#count)
  }

  get rowNumbers(): Float64Array {
    return this.#rowNumbers.subarray(0, this.#count)
  }

  /** Why nothing can be said of so few numbers; undefined where there are enough. */
  refusal(least: number): Measured | undefined {
    if (this.#present === 0) return notEvaluated(whyNothing(this.#rows, this.#looked))
    if (this.#count === 0) return notEvaluated('no value is a number')
    if (this.#count < least) return notEvaluated(`it takes ${least} numbers or more, and there are ${this.#count}`)
    return undefined
  }
}
