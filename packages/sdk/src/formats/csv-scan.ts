import type { Buffer } from 'node:buffer'
import type { CellsInstance } from './cells-instance.ts'
import { where } from './cells-module.ts'
import { malformed } from './malformed.ts'

const LINE_FEED = 10
const RETURN = 13
const QUOTE = 34
const SPACE = 32

/** Some bytes of CSV: what follows them in the buffer is a line feed, and quotes that stand for themselves are undoubled in it. */
interface CsvBlock {
  readonly bytes: Buffer
  readonly size: number
  /** No more bytes come. */
  readonly isLast: boolean
}

/** Finds the cells of the records in blocks of CSV; a record that a block cuts off is left. */
export class CsvScan {
  readonly #delimiter: number
  readonly #instance: CellsInstance | undefined
  starts: Int32Array<ArrayBuffer>
  ends: Int32Array<ArrayBuffer>
  #block: CsvBlock | undefined
  /** Cells, as many for each record. */
  #cells = 0
  /** Behind the last whole record. */
  end = 0
  /** Line ends up to there, of all blocks. */
  lines = 0
  records = 0
  /** There may be more records, for which there is no room. */
  isFull = false
  /** 1 for each column of which a cell was empty without quotes, which is a null. */
  nullable = new Uint8Array(0)
  #doubled: number[] = []

  constructor(delimiter: number, instance: CellsInstance | undefined) {
    this.#delimiter = delimiter
    this.#instance = instance
    this.starts = instance?.starts ?? new Int32Array(2 ** 16)
    this.ends = instance?.ends ?? new Int32Array(2 ** 16)
  }

  /** Records of so many cells, from `end` on; those of the first record where it is not said. Stops after `most` of them. */
  run(block: CsvBlock, width: number | undefined, most: number): number {
    this.#block = block
    this.#cells = this.records = 0
    this.isFull = false
    let columns = width
    this.#beginNullable(width ?? 0)
    while (this.records < most && this.end < block.size) {
      if (width !== undefined && most === Number.POSITIVE_INFINITY) this.#plainRecords(block, width)
      if (this.end >= block.size) break
      if (this.records > 0 && this.#cells + (width ?? 0) > this.starts.length) {
        this.isFull = true
        break
      }
      const first = block.bytes[this.end]
      if (columns !== undefined && columns !== 1 && (first === LINE_FEED || first === RETURN)) {
        if (first === LINE_FEED) this.lines++
        this.end++
        continue
      }
      const from = this.#cells
      if (!this.#record(block)) {
        this.#cells = from
        break
      }
      const count = this.#cells - from
      columns ??= count
      if (count !== columns) {
        throw malformed('csv', `A row has ${count} fields where ${columns} are expected`, `line ${this.lines}`)
      }
      this.records++
    }
    return columns ?? 0
  }

  #beginNullable(width: number): void {
    const shared = this.#instance?.nullable
    if (shared !== undefined && width <= shared.length) this.nullable = shared.subarray(0, width).fill(0)
    else this.nullable = new Uint8Array(width)
  }

  /** Many records at once, as far as there is nothing unusual about them. */
  #plainRecords({ bytes, size }: CsvBlock, width: number): void {
    const instance = this.#instance
    if (instance === undefined || bytes !== instance.bytes || this.starts !== instance.starts) return
    if (width > instance.nullable.length) return
    this.end = instance.functions.scan(this.end, size, this.#delimiter, width, this.#cells)
    const cells = instance.where[where.cells >> 2]!
    this.records += (cells - this.#cells) / width
    this.#cells = cells
    this.lines += instance.where[where.lines >> 2]!
  }

  /** False where the block ends before the record does. */
  #record({ bytes, size, isLast }: CsvBlock): boolean {
    const delimiter = this.#delimiter
    const highest = Math.max(delimiter, RETURN)
    this.#doubled = []
    let lines = 0
    let at = this.end
    for (;;) {
      let start = at
      let end: number
      if (bytes[at] === QUOTE && at < size) {
        start = at + 1
        const close = this.#closing(start)
        if (close < 0) return false
        end = close
        at = close + 1
        for (let i = start; i < end; i++) if (bytes[i] === LINE_FEED) lines++
      } else {
        // The line feed behind the block ends the loop.
        let byte = bytes[at]!
        while (byte > highest || (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN)) byte = bytes[++at]!
        end = at
        if (start === end) start = end = -1
      }
      this.#add(start, end)
      if (at >= size) {
        if (!isLast) return false
        break
      }
      if (bytes[at] === delimiter) {
        at++
        continue
      }
      if (bytes[at] === LINE_FEED) at++
      else if (bytes[at] === RETURN) {
        if (at + 1 >= size && !isLast) return false
        at += bytes[at + 1] === LINE_FEED && at + 1 < size ? 2 : 1
      } else throw malformed('csv', 'Text follows the closing quote of a field', `line ${this.lines + lines + 1}`)
      lines++
      break
    }
    for (const cell of this.#doubled) this.#undouble(bytes, cell)
    this.end = at
    this.lines += lines
    return true
  }

  #add(start: number, end: number): void {
    const cell = this.#cells++
    if (cell >= this.starts.length) {
      this.starts = longer(this.starts)
      this.ends = longer(this.ends)
    }
    this.starts[cell] = start
    this.ends[cell] = end
    if (start < 0) this.nullable[cell % this.nullable.length] = 1
  }

  /** Where the quote is that closes; below 0 where the block ends before that is known. */
  #closing(start: number): number {
    const { bytes, size, isLast } = this.#block!
    let from = start
    for (;;) {
      const close = bytes.indexOf(QUOTE, from)
      if (close < 0 || close >= size) {
        if (!isLast) return -1
        throw malformed('csv', 'A quoted field is not closed', `line ${this.lines + 1}`)
      }
      if (close + 1 >= size) return isLast ? close : -1
      if (bytes[close + 1] !== QUOTE) return close
      if (this.#doubled.at(-1) !== this.#cells) this.#doubled.push(this.#cells)
      from = close + 2
    }
  }

  #undouble(bytes: Buffer, cell: number): void {
    const end = this.ends[cell]!
    let to = this.starts[cell]!
    for (let from = to; from < end; from++) {
      bytes[to++] = bytes[from]!
      if (bytes[from] === QUOTE) from++
    }
    this.ends[cell] = to
    bytes.fill(SPACE, to, end)
  }
}

function longer(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const twice = new Int32Array(2 * list.length)
  twice.set(list)
  return twice
}
