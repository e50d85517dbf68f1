import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import type { Hash } from './byte-hash.ts'
import { readFields } from './field-rows.ts'
import type { Grade } from './known-originals.ts'
import type { LeakColumns } from './leak-columns.ts'
import type { LeakSearch } from './leak-search.ts'
import { hiddenText } from './passing-rows.ts'
import { tokenBytes } from './read-expressions.ts'
import { emptyHash, pairOf, RowToken } from './row-hashes.ts'
import { saysSomething } from './says-something.ts'
import { tellingOf } from './telling.ts'
import { hashValue } from './value-hash.ts'
import type { WordRuns } from './word-runs.ts'

export type OnPair = (pair: Hash) => void
/** @param ending how the run ends, as ends of runs are told */
export type OnTold = (run: Hash, grade: Grade, column: string, words: number, ending: number, isNumber: boolean) => void

/** Reads the original values of masked columns: each with its row, and what says something by itself. */
export class SourceReader {
  readonly #search: LeakSearch
  readonly #runs: WordRuns
  readonly #token: RowToken

  constructor(search: LeakSearch, runs: WordRuns) {
    this.#search = search
    this.#runs = runs
    this.#token = new RowToken(search)
  }

  async read(
    table: string,
    columns: LeakColumns,
    onPair: OnPair | undefined,
    onTold: OnTold | undefined,
  ): Promise<void> {
    const from = this.#search.source.from(table)
    if (columns.masked.length === 0 || from === undefined) return
    const { dialect } = this.#search.source
    const token = onPair ? columns.token : []
    const width = token.length
    const readers = columns.masked
      .map(({ name, form, told, wordsTell, passes }, at) => ({
        name,
        passes,
        form,
        told: onTold && told,
        wordsTell,
        at,
        where: columnIdentity(table, name),
      }))
      .filter(({ told }) => onPair || told)
    const expressions = [
      ...token.map((column) => tokenBytes(column, dialect, this.#search.across)),
      ...readers.map((column) => hiddenText(column, dialect)),
    ]
    const [row, value, pair, run] = [emptyHash(), emptyHash(), emptyHash(), emptyHash()]
    await this.#search.source.read((session) =>
      readFields(
        session,
        expressions,
        from,
        (fields) => {
          const { bytes, view, starts, ends } = fields
          if (onPair) this.#token.hash(table, fields, width, row)
          for (let field = 0; field < readers.length; field++) {
            const reader = readers[field]
            const start = starts[width + field] ?? 0
            const end = ends[width + field] ?? -1
            if (!reader || end <= start || !saysSomething(bytes, start, end, reader.form)) continue
            const { form, told, wordsTell, at, where } = reader
            if (onPair) {
              hashValue(view, start, end, form, this.#search.across, value)
              pairOf(row, value, at, pair)
              onPair(pair)
            }
            if (!onTold || !told) continue
            if (told === 'whole') this.#tell(bytes, start, end, wordsTell, run, where, onTold)
            else this.#tellElements(bytes, start, end, wordsTell, run, where, onTold)
          }
        },
        this.#search.signal,
      ),
    )
  }

  #tell(
    bytes: Uint8Array,
    start: number,
    end: number,
    wordsTell: boolean,
    run: Hash,
    where: string,
    onTold: OnTold,
  ): void {
    const grade = tellingOf(bytes, start, end)
    if (grade === 'none' || (grade === 'weak' && !wordsTell)) return
    const words = this.#runs.whole(bytes, start, end, run)
    if (words > 0) onTold(run, grade, where, words, this.#runs.ending, words === 1 && isNumber(bytes, start, end))
  }

  /** Of a list as Postgres writes it: {a,"b c"}. */
  #tellElements(
    bytes: Uint8Array,
    start: number,
    end: number,
    wordsTell: boolean,
    run: Hash,
    where: string,
    onTold: OnTold,
  ): void {
    let from = start
    for (let at = start; at <= end; at++) {
      if (at < end && !'{},"'.includes(String.fromCharCode(bytes[at] ?? 0))) continue
      if (at > from) this.#tell(bytes, from, at, wordsTell, run, where, onTold)
      from = at + 1
    }
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
