import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import type { ValueForm } from '../../../anonymize/value-form.ts'
import type { Hash } from './byte-hash.ts'
import { readFields } from './field-rows.ts'
import { few, isStrict } from './is-leak.ts'
import type { KnownOriginals } from './known-originals.ts'
import { rare, type Share, type Values } from './leak-checks.ts'
import type { LeakColumns } from './leak-columns.ts'
import type { LeakSearch, Side } from './leak-search.ts'
import { searchedText, textOf, tokenBytes } from './read-expressions.ts'
import { emptyHash, pairOf, RowToken } from './row-hashes.ts'
import { saysSomething } from './says-something.ts'
import type { Suspects } from './suspects.ts'
import { hashValue } from './value-hash.ts'
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
  /** By the numbers that are told again with the answers. */
  readonly #columns: Counter[] = []
  readonly #places: Place[] = []

  constructor(search: LeakSearch, runs: WordRuns, suspects: Suspects) {
    this.#search = search
    this.#runs = runs
    this.#token = new RowToken(search)
    this.#suspects = suspects
  }

  async read(target: Side, table: string, columns: LeakColumns, originals: KnownOriginals): Promise<void> {
    const from = target.from(table)
    if (from === undefined) return
    const { token, masked, searched } = columns
    if (masked.length + searched.length === 0) return
    const { dialect } = target
    const expressions = [
      ...token.map((column) => tokenBytes(column, dialect, this.#search.across)),
      ...masked.map(({ name }) => textOf(name, dialect)),
      ...searched.map(({ name, type }) => searchedText(name, type, dialect)),
    ]
    const width = token.length
    const first = width + masked.length
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
    const scanners = searched.map(({ name, kept }) => this.#scanner(table, name, kept, originals))
    const [row, value, pair] = [emptyHash(), emptyHash(), emptyHash()]
    await target.read((session) =>
      readFields(
        session,
        expressions,
        from,
        (fields) => {
          const { bytes, view, starts, ends } = fields
          this.#token.hash(table, fields, width, row)
          for (let at = 0; at < counters.length; at++) {
            const counter = counters[at]
            const start = starts[width + at] ?? 0
            const end = ends[width + at] ?? -1
            if (!counter || end <= start || !saysSomething(bytes, start, end, counter.form)) continue
            hashValue(view, start, end, counter.form, this.#search.across, value)
            pairOf(row, value, at, pair)
            counter.count++
            originals.askPair(pair, counter.number, value.high)
          }
          for (let at = 0; at < scanners.length; at++) {
            const start = starts[first + at] ?? 0
            const end = ends[first + at] ?? -1
            if (end > start) scanners[at]?.(bytes, start, end)
          }
        },
        this.#search.signal,
      ),
    )
  }

  /** @param place where a text stands that is no row */
  readText(place: string, text: string, isComment: boolean, originals: KnownOriginals): void {
    const bytes = Buffer.from(text)
    this.#scanner(place, '', isComment, originals)(bytes, 0, bytes.length)
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
  #scanner(
    table: string,
    column: string,
    kept: boolean,
    originals: KnownOriginals,
  ): (bytes: Uint8Array, start: number, end: number) => void {
    const wanted = originals.endsIn(kept)
    const place: Place = { table, column, kept }
    const number = this.#places.push(place) - 1
    const onRun = (run: Hash) => originals.askRun(run, kept, number)
    return (bytes, start, end) => this.#runs.scan(bytes, start, end, wanted, onRun)
  }

  #shareOf(where: string): Share {
    const share = this.shares.get(where) ?? { kept: 0, values: new Set() }
    this.shares.set(where, share)
    return share
  }
}

interface Counter extends Values {
  readonly table: string
  readonly number: number
  readonly form: ValueForm | undefined
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
