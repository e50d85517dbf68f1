import type { Fields } from './field-rows.ts'
import type { KnownOriginals } from './known-originals.ts'
import { emptyHash, pairOf, type RowToken } from './row-hashes.ts'
import type { Counted } from './row-taker.ts'
import { saysSomething } from './says-something.ts'
import { hashValue } from './value-hash.ts'

/** Looks for originals in a text. */
export type Scanner = (bytes: Uint8Array, start: number, end: number) => void

interface Rows {
  readonly table: string
  /** How many fields are of the token, before those of the columns. */
  readonly width: number
  readonly counters: readonly Counted[]
  /** Of the fields behind those that are counted. */
  readonly scanners: readonly Scanner[]
  readonly token: RowToken
  readonly across: boolean
}

/** Of rows of the target: whether a masked value is what its row held before, and whether its texts hold an original. */
export function maskedRows(rows: Rows, originals: KnownOriginals): (fields: Fields) => void {
  const { table, width, counters, scanners, token, across } = rows
  const first = width + counters.length
  const [row, value, pair] = [emptyHash(), emptyHash(), emptyHash()]
  return (fields) => {
    const { bytes, view, starts, ends } = fields
    token.hash(table, fields, width, row)
    for (let at = 0; at < counters.length; at++) {
      const counter = counters[at]
      const start = starts[width + at] ?? 0
      const end = ends[width + at] ?? -1
      if (!counter || end <= start || !saysSomething(bytes, start, end, counter.form)) continue
      hashValue(view, start, end, counter.form, across, value)
      pairOf(row, value, at, pair)
      counter.count++
      originals.askPair(pair, counter.number, value.high)
    }
    for (let at = 0; at < scanners.length; at++) {
      const start = starts[first + at] ?? 0
      const end = ends[first + at] ?? -1
      if (end > start) scanners[at]?.(bytes, start, end)
    }
  }
}
