import type { Buffer } from 'node:buffer'
import { malformed } from './malformed.ts'

const LINE_FEED = 10
const RETURN = 13
const QUOTE = 34
const SPACE = 32

export interface CellRoom {
  readonly starts: Int32Array<ArrayBuffer>
  readonly ends: Int32Array<ArrayBuffer>
}

export function roomFor(cells: number): CellRoom {
  return { starts: new Int32Array(cells), ends: new Int32Array(cells) }
}

/**
 * Finds the cells of the records in a block of CSV; a record that the block cuts off is left. `bytes` is longer than
 * the block by one byte, which is a line feed, and quotes that stand for themselves are undoubled in it.
 */
export class CsvScan {
  readonly #bytes: Buffer
  readonly #length: number
  readonly #isLast: boolean
  readonly #delimiter: number
  starts: Int32Array<ArrayBuffer>
  ends: Int32Array<ArrayBuffer>
  /** Cells, as many for each record. */
  #cells = 0
  /** Behind the last whole record. */
  end: number
  /** Line feeds up to there. */
  lines = 0
  records = 0
  /** 1 for each column of which a cell was empty without quotes, which is a null. */
  nullable = new Uint8Array(0)
  #doubled: number[] = []

  constructor(
    bytes: Buffer,
    start: number,
    length: number,
    delimiter: number,
    isLast: boolean,
    { starts, ends }: CellRoom = roomFor(64),
  ) {
    this.starts = starts
    this.ends = ends
    this.#bytes = bytes
    this.#length = length
    this.#delimiter = delimiter
    this.#isLast = isLast
    this.end = start
  }

  /** Records of so many cells; those of the first record where it is not said. Stops after `most` of them. */
  run(width: number | undefined, most: number, line: number): number {
    let columns = width
    this.nullable = new Uint8Array(width ?? 0)
    while (this.records < most && this.end < this.#length) {
      if (width !== undefined && most === Number.POSITIVE_INFINITY) this.#plainRecords(width)
      if (this.end >= this.#length) break
      const first = this.#bytes[this.end]
      if (columns !== undefined && columns !== 1 && (first === LINE_FEED || first === RETURN)) {
        if (first === LINE_FEED) this.lines++
        this.end++
        continue
      }
      const from = this.#cells
      if (!this.#record(line)) {
        this.#cells = from
        break
      }
      const count = this.#cells - from
      columns ??= count
      if (count !== columns) {
        const at = `line ${line + this.lines}`
        throw malformed('csv', `A row has ${count} fields where ${columns} are expected`, at)
      }
      this.records++
    }
    return columns ?? 0
  }

  /** Records without quotes, of the right width, as far as there are some: what most files hold. */
  #plainRecords(width: number): void {
    const bytes = this.#bytes
    const length = this.#length
    const delimiter = this.#delimiter
    const highest = Math.max(delimiter, RETURN)
    let at = this.end
    for (;;) {
      const first = this.#cells
      const last = first + width - 1
      while (last >= this.starts.length) {
        this.starts = longer(this.starts)
        this.ends = longer(this.ends)
      }
      const { starts, ends, nullable } = this
      for (let cell = first; cell <= last; cell++) {
        const start = at
        let byte = bytes[at]!
        if (byte === QUOTE) return
        while (byte > highest || (byte !== delimiter && byte !== LINE_FEED && byte !== RETURN)) byte = bytes[++at]!
        if (at >= length || (byte === delimiter) === (cell === last)) return
        starts[cell] = start
        ends[cell] = at
        if (start === at) {
          starts[cell] = ends[cell] = -1
          nullable[cell - first] = 1
        }
        at++
      }
      if (bytes[at - 1] === RETURN) {
        if (at >= length) return
        if (bytes[at] === LINE_FEED) at++
      }
      this.#cells = last + 1
      this.end = at
      this.records++
      this.lines++
      if (at >= length) return
    }
  }

  /** False where the block ends before the record does. */
  #record(line: number): boolean {
    const bytes = this.#bytes
    const length = this.#length
    const delimiter = this.#delimiter
    const highest = Math.max(delimiter, RETURN)
    this.#doubled = []
    let lines = 0
    let at = this.end
    for (;;) {
      let start = at
      let end: number
      if (bytes[at] === QUOTE && at < length) {
        start = at + 1
        const close = this.#closing(start, line + this.lines)
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
      if (at >= length) {
        if (!this.#isLast) return false
        break
      }
      if (bytes[at] === delimiter) {
        at++
        continue
      }
      if (bytes[at] === LINE_FEED) at++
      else if (bytes[at] === RETURN) {
        if (at + 1 >= length && !this.#isLast) return false
        at += bytes[at + 1] === LINE_FEED && at + 1 < length ? 2 : 1
      } else
        throw malformed('csv', 'Text follows the closing quote of a field', `line ${line + this.lines + lines + 1}`)
      lines++
      break
    }
    for (const cell of this.#doubled) this.#undouble(cell)
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
  #closing(start: number, line: number): number {
    let from = start
    for (;;) {
      const close = this.#bytes.indexOf(QUOTE, from)
      if (close < 0 || close >= this.#length) {
        if (!this.#isLast) return -1
        throw malformed('csv', 'A quoted field is not closed', `line ${line + 1}`)
      }
      if (close + 1 >= this.#length) return this.#isLast ? close : -1
      if (this.#bytes[close + 1] !== QUOTE) return close
      if (this.#doubled.at(-1) !== this.#cells) this.#doubled.push(this.#cells)
      from = close + 2
    }
  }

  #undouble(cell: number): void {
    const bytes = this.#bytes
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
