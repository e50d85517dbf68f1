import type { Batch } from '../../model/batch.ts'
import { grown } from '../columns/grown.ts'
import { keyColumn } from '../columns/key-column.ts'
import { KeyTable } from '../columns/key-table.ts'
import type { NumberColumn } from '../columns/number-column.ts'
import { NULL, PASS } from '../columns/verdict.ts'

/**
 * Rows that are kept until the end to be put in order within their key: 24 bytes a row, and 17 to 34 a key. Rows in
 * which the key or the place is null, or the place is none, are not kept.
 */
export class KeyedRows {
  readonly #keys: readonly string[]
  readonly #table = new KeyTable()
  #key = new Int32Array(0)
  #place = new Float64Array(0)
  #mark = new Int32Array(0)
  #row = new Float64Array(0)
  count = 0
  /** Rows that came, and those of them that "where" left. */
  rows = 0
  looked = 0
  /** Rows with a place that is no number and no moment. */
  misplaced = 0

  constructor(keys: readonly string[]) {
    this.#keys = keys
  }

  /** `marks` below 0 leave a row out. */
  add(batch: Batch, passes: Uint8Array | undefined, places: NumberColumn, marks: Int32Array): void {
    const key = this.#keys.length === 0 ? undefined : keyColumn(batch, this.#keys)
    this.rows += batch.length
    for (let row = 0; row < batch.length; row++) {
      if (passes !== undefined && passes[row] === 0) continue
      this.looked++
      if (marks[row]! < 0 || places.marks[row] === NULL || key?.nulls?.[row] === 1) continue
      if (places.marks[row] !== PASS) {
        this.misplaced++
        continue
      }
      const at = this.count++
      this.#key = grown(this.#key, at)
      this.#place = grown(this.#place, at)
      this.#mark = grown(this.#mark, at)
      this.#row = grown(this.#row, at)
      this.#key[at] = key === undefined ? 0 : this.#table.add(key.low[row]!, key.high[row]!)
      this.#place[at] = places.values[row]!
      this.#mark[at] = marks[row]!
      this.#row[at] = batch.firstRow + row
    }
  }

  keyAt(at: number): number {
    return this.#key[at]!
  }

  placeAt(at: number): number {
    return this.#place[at]!
  }

  markAt(at: number): number {
    return this.#mark[at]!
  }

  rowAt(at: number): number {
    return this.#row[at]!
  }

  /** By key, place, and then the mark or the row itself. */
  sorted(ties: 'by mark' | 'by row'): Int32Array {
    const order = Int32Array.from({ length: this.count }, (_, at) => at)
    const key = this.#key
    const place = this.#place
    const last = ties === 'by mark' ? this.#mark : this.#row
    const row = this.#row
    return order.sort(
      (a, b) => key[a]! - key[b]! || compare(place[a]!, place[b]!) || last[a]! - last[b]! || row[a]! - row[b]!,
    )
  }
}

/** Of infinities, too. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
