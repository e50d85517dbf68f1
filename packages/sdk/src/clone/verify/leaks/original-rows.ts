import type { Hash } from './byte-hash.ts'
import type { Fields } from './field-rows.ts'
import type { Grade } from './known-originals.ts'
import type { MaskedColumn } from './leak-columns.ts'
import { emptyHash, pairOf, type RowToken } from './row-hashes.ts'
import { saysSomething } from './says-something.ts'
import { tellingOf } from './telling.ts'
import { hashValue } from './value-hash.ts'
import type { WordRuns } from './word-runs.ts'

export type OnPair = (pair: Hash) => void
/** @param ending how the run ends, as ends of runs are told */
export type OnTold = (run: Hash, grade: Grade, column: string, words: number, ending: number, isNumber: boolean) => void

export interface OriginalColumn extends Pick<MaskedColumn, 'form' | 'told' | 'wordsTell'> {
  /** Its place among the masked columns. */
  readonly at: number
  readonly where: string
}

interface Rows {
  readonly table: string
  /** How many fields are of the token, before those of the columns. */
  readonly width: number
  readonly columns: readonly OriginalColumn[]
  readonly token: RowToken
  readonly runs: WordRuns
  readonly across: boolean
  readonly onPair: OnPair | undefined
  readonly onTold: OnTold | undefined
}

/** Of rows of the source: each original with its row, and what says something by itself. */
export function originalRows(rows: Rows): (fields: Fields) => void {
  const { table, width, columns, token, across, onPair, onTold } = rows
  const [row, value, pair, run] = [emptyHash(), emptyHash(), emptyHash(), emptyHash()]
  const tell = (bytes: Uint8Array, start: number, end: number, { wordsTell, where }: OriginalColumn) => {
    const grade = tellingOf(bytes, start, end)
    if (grade === 'none' || (grade === 'weak' && !wordsTell)) return
    const words = rows.runs.whole(bytes, start, end, run)
    if (words > 0) onTold?.(run, grade, where, words, rows.runs.ending, words === 1 && isNumber(bytes, start, end))
  }
  return (fields) => {
    const { bytes, view, starts, ends } = fields
    if (onPair) token.hash(table, fields, width, row)
    for (let field = 0; field < columns.length; field++) {
      const column = columns[field]
      const start = starts[width + field] ?? 0
      const end = ends[width + field] ?? -1
      if (!column || end <= start || !saysSomething(bytes, start, end, column.form)) continue
      if (onPair) {
        hashValue(view, start, end, column.form, across, value)
        pairOf(row, value, column.at, pair)
        onPair(pair)
      }
      if (column.told === 'whole') tell(bytes, start, end, column)
      else if (column.told === 'elements') eachElement(bytes, start, end, (from, to) => tell(bytes, from, to, column))
    }
  }
}

/** Of a list as Postgres writes it: {a,"b c"}. */
function eachElement(bytes: Uint8Array, start: number, end: number, onOne: (from: number, to: number) => void): void {
  let from = start
  for (let at = start; at <= end; at++) {
    if (at < end && !'{},"'.includes(String.fromCharCode(bytes[at] ?? 0))) continue
    if (at > from) onOne(from, at)
    from = at + 1
  }
}

/** Digits, whatever stands around them. */
function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte >= 128 || ((byte | 32) >= 97 && (byte | 32) <= 122)) return false
  }
  return true
}
