import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import type { Hash } from './byte-hash.ts'
import { readFields } from './field-rows.ts'
import { few, isStrict } from './is-leak.ts'
import { type KnownOriginals, scannerIn } from './known-originals.ts'
import { rare, type Share, type Values } from './leak-checks.ts'
import type { LeakColumns } from './leak-columns.ts'
import type { LeakSearch, Side } from './leak-search.ts'
import type { LeaksInstance } from './leaks-instance.ts'
import { maskedRows, type Scanner } from './masked-rows.ts'
import { searchedText, textOf, tokenBytes } from './read-expressions.ts'
import { RowToken } from './row-hashes.ts'
import { type Counted, RowTaker } from './row-taker.ts'
import type { Suspects } from './suspects.ts'
import type { WordRuns } from './word-runs.ts'

/** Reads the target, and notes what looks like an original. */
export class TargetReader {
  /** Of columns that may keep some values, by table and column. */
  readonly shares = new Map<string, Share>()
  /** Values that say something, by table and column. */
  readonly values = new Map<string, Values>()
  readonly #search: LeakSearch
  readonly #runs: WordRuns
  readonly #token: RowToken
  readonly #suspects: Suspects
  readonly #instance: LeaksInstance | undefined
  /** By the numbers that are told again with the answers. */
  readonly #columns: Counter[] = []
  readonly #places: Place[] = []

  constructor(search: LeakSearch, runs: WordRuns, suspects: Suspects, instance?: LeaksInstance) {
    this.#search = search
    this.#runs = runs
    this.#token = new RowToken(search)
    this.#suspects = suspects
    this.#instance = instance
  }

  async read(target: Side, table: string, columns: LeakColumns, originals: KnownOriginals): Promise<void> {
    const from = target.from(table)
    if (from === undefined) return
    const { masked } = columns
    // Where nothing is looked for, and where no value is held against its row, the server need not send it.
    const searched = originals.ends.empty ? [] : columns.searched
    const token = masked.length > 0 ? columns.token : []
    if (masked.length + searched.length === 0) return
    const { dialect } = target
    const expressions = [
      ...token.map((column) => tokenBytes(column, dialect, this.#search.across)),
      ...masked.map(({ name }) => textOf(name, dialect)),
      ...searched.map(({ name, type }) => searchedText(name, type, dialect)),
    ]
    const width = token.length
    const counters = masked.map((column): Counter => {
      const where = columnIdentity(table, column.name)
      const counter: Counter = {
        name: column.name,
        table,
        form: column.form,
        count: 0,
        share: isStrict(columns, column) ? undefined : this.#shareOf(where),
        number: this.#columns.length,
      }
      this.values.set(where, counter)
      this.#columns.push(counter)
      return counter
    })
    const places = searched.map(({ name, kept }): Place => ({ table, column: name, kept }))
    const numbers = places.map((place) => this.#places.push(place) - 1)
    const scanners = places.map((place, at) => this.#scanner(place, numbers[at] ?? 0, originals))
    using taker = this.#search.across
      ? undefined
      : RowTaker.make(this.#instance, {
          seed: this.#token.seedOf(table),
          width,
          side: 'target',
          uses: [
            ...counters.map((counted) => ({ kind: 'masked' as const, counted })),
            ...places.map(({ kept }, at) => ({
              kind: 'text' as const,
              number: scannerIn(kept, numbers[at] ?? 0),
            })),
          ],
          onPairs: originals.askRecords.pairs,
          onRuns: originals.askRecords.runs,
        })
    const rows = { table, width, counters, scanners, token: this.#token, across: this.#search.across }
    const onRow = maskedRows(rows, originals)
    const { signal } = this.#search
    await target.read((session) => readFields(session, expressions, from, onRow, signal, taker))
  }

  /** @param place where a text stands that is no row */
  readText(place: string, text: string, isComment: boolean, originals: KnownOriginals): void {
    const bytes = Buffer.from(text)
    const where: Place = { table: place, column: '', kept: isComment }
    this.#scanner(where, this.#places.push(where) - 1, originals)(bytes, 0, bytes.length)
  }

  /** What of all that was asked is an original. */
  async readAnswers(originals: KnownOriginals): Promise<void> {
    const { signal } = this.#search
    await originals.eachPair((pair, number, value) => {
      const column = this.#columns[number]
      if (column) this.#notePair(pair, column, value)
    }, signal)
    await originals.eachRun((run, number, count) => {
      const place = this.#places[number]
      if (place) this.#noteRun(run, place, count)
    }, signal)
  }

  #notePair(pair: Hash, { table, name, share }: Counter, value: number): void {
    if (share) keepIn(share, value)
    else this.#suspects.notePair(pair, table, name, value)
  }

  #noteRun(run: Hash, { table, column, kept }: Place, count: number): void {
    if (count <= rare) this.#suspects.noteRun(run, table, column, kept)
  }

  /** Looks for originals in the texts of one column. */
  #scanner({ kept }: Place, number: number, originals: KnownOriginals): Scanner {
    const wanted = originals.ends
    const onRun = (run: Hash) => originals.askRun(run, kept, number)
    return (bytes, start, end) => this.#runs.scan(bytes, start, end, wanted, onRun)
  }

  #shareOf(where: string): Share {
    const share = this.shares.get(where) ?? { kept: 0, values: new Set() }
    this.shares.set(where, share)
    return share
  }
}

interface Counter extends Values, Counted {
  readonly table: string
  /** Where one value that is as it was is not wrong yet. */
  readonly share: Share | undefined
}

interface Place {
  readonly table: string
  readonly column: string
  readonly kept: boolean
}

function keepIn(share: Share, value: number): void {
  share.kept++
  if (share.values.size <= few) share.values.add(value)
}
