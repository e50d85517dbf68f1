import type { Batch } from '../model/batch.ts'
import { type ColumnReader, columnReaderOf } from './column-type.ts'
import type { ColumnShape, DecodeOptions } from './contract.ts'
import { defaultBatchRows, defaultEntity } from './decode-defaults.ts'
import { placed } from './malformed.ts'

/** Gathers rows of texts into batches, each column in the vector of its `databaseType`. */
export class TextTable {
  readonly width: number
  readonly #format: string
  readonly #entity: string
  readonly #limit: number
  readonly #names: readonly string[]
  readonly #readers: readonly ColumnReader[]
  #firstRow = 0
  #rows = 0

  constructor(format: string, columns: readonly ColumnShape[], options: DecodeOptions, entity?: string) {
    this.#format = format
    this.#entity = options.entity ?? entity ?? defaultEntity
    this.#limit = options.batchRows ?? defaultBatchRows
    this.width = columns.length
    this.#names = columns.map(({ name }) => name)
    this.#readers = columns.map(({ databaseType }) => columnReaderOf(databaseType))
  }

  /** Rows that were added since the last batch. */
  get length(): number {
    return this.#rows
  }

  get isFull(): boolean {
    return this.#rows >= this.#limit
  }

  /** As many cells as there are columns; null is an absent value. */
  add(cells: readonly (string | null)[], at: () => string): void {
    for (let i = 0; i < this.width; i++) {
      const reader = this.#readers[i]!
      const cell = cells[i]!
      if (cell === null) reader.addNull()
      else
        placed(
          this.#format,
          () => `${this.#names[i]}, ${at()}`,
          () => reader.addText(cell),
        )
    }
    this.#rows++
  }

  take(): Batch {
    const batch: Batch = {
      entity: this.#entity,
      firstRow: this.#firstRow,
      length: this.#rows,
      columns: this.#names.map((name, i) => ({ name, vector: this.#readers[i]!.take() })),
    }
    this.#firstRow += this.#rows
    this.#rows = 0
    return batch
  }
}
