import type { CompiledPolicy } from '../../../anonymize/compiled-policy.ts'
import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import type { ValueForm } from '../../../anonymize/value-form.ts'
import type { Session } from '../../../database/adapter.ts'
import type { VerificationCheck } from '../../verification.ts'
import { mostInBloom } from './bloom.ts'
import { type Hash, hashKey, hashWith } from './byte-hash.ts'
import { readFields } from './field-rows.ts'
import { few, isStrict } from './is-leak.ts'
import {
  elsewhereChecks,
  maskedColumnChecks,
  type PairHit,
  rare,
  type Share,
  type ToldHit,
  type Values,
} from './leak-checks.ts'
import { type LeakColumns, tablesToSearch } from './leak-columns.ts'
import { searchedText, textOf } from './read-expressions.ts'
import { Remembered } from './remembered.ts'
import { saysSomething } from './says-something.ts'
import { type Telling, tellingOf } from './telling.ts'
import { hashValue } from './value-hash.ts'
import { RunEnds, WordRuns } from './word-runs.ts'

export interface LeakSearch {
  readonly policy: CompiledPolicy
  /** Each reading is a session of its own. */
  readonly source: Side
  /** The target is of another engine. */
  readonly across: boolean
  /** Rows of each table, about. */
  readonly rows: ReadonlyMap<string, number>
  /** How many values are remembered at a time, where it is not as many as memory should hold. */
  readonly most?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface LeakTarget {
  readonly side: Side
  /** Text that is no row, by where it stands. In a comment also several words that are in a dictionary say something. */
  readonly texts: ReadonlyMap<string, { readonly text: string; readonly isComment: boolean }>
}

export interface Side {
  read<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** As it stands after FROM; undefined where this side has no such table. */
  from(table: string): string | undefined
  readonly dialect: 'postgres' | 'sqlite'
}

type Grade = Exclude<Telling, 'none'>
type OnPair = (pair: Hash, place: number) => void
type OnTold = (run: Hash, grade: Grade, column: string, words: number) => void

/** With so many there is hardly a doubt; where there is one, the search has failed. */
const mostHits = 500_000

/**
 * Looks for original values of masked columns, knowing neither the masks nor what found the columns to mask. Once, each
 * value with its row: a masked column must not hold what the row held before. Then, what says something by itself,
 * anywhere: an address, a number, a name of several words must not stand in any text, whatever it is wrapped in. Both
 * sides are read whole, in flat memory; what a filter suspects is held against the source a second time, exactly.
 */
export class LeakFinder {
  readonly #search: LeakSearch
  readonly #tables: ReadonlyMap<string, LeakColumns>
  readonly #expected: { readonly pairs: number; readonly told: number }
  /** So often both sides are read, each time for a share of the values that memory holds. */
  readonly #rounds: number
  #round = 0
  #pairs: Remembered
  #told: Remembered
  /** How runs end that are looked for, in what was kept and in what was changed. */
  #ends = { kept: new RunEnds(), changed: new RunEnds() }
  readonly #pairHits = new Map<string, PairHit>()
  readonly #toldHits = new Map<string, ToldHit>()
  /** Of what a filter suspects, how much is not held. */
  readonly #unheld = { pairs: 0, told: 0 }
  /** By table and column. */
  readonly #shares = new Map<string, Share>()
  /** Values that say something, by table and column, and their length together. */
  readonly #values = new Map<string, Values>()
  readonly #runs = new WordRuns()
  readonly #part = emptyHash()

  constructor(search: LeakSearch) {
    this.#search = search
    this.#tables = tablesToSearch(search.policy)
    let [pairs, told] = [0, 0]
    for (const [table, { masked }] of this.#tables) {
      const rows = search.rows.get(table) ?? 0
      pairs += rows * masked.length
      told += rows * masked.filter((column) => column.told).length
    }
    this.#rounds = Math.max(1, Math.ceil(Math.max(pairs, told) / (search.most ?? mostInBloom)))
    this.#expected = { pairs: Math.ceil(pairs / this.#rounds), told: Math.ceil(told / this.#rounds) }
    this.#pairs = new Remembered(this.#expected.pairs)
    this.#told = new Remembered(this.#expected.told)
  }

  /** Reads the source: what is looked for, or the first share of it. */
  async remember(): Promise<void> {
    await this.#each((table) =>
      this.#readSource(
        table,
        (pair, place) => {
          if (this.#isDue(pair)) this.#pairs.add(pair, place)
        },
        (run, grade, _, words) => {
          if (!this.#isDue(run)) return
          this.#ends.kept.add(this.#runs.ending, words)
          if (grade === 'strong') this.#ends.changed.add(this.#runs.ending, words)
          this.#told.add(graded(run, grade))
        },
      ),
    )
  }

  /** Reads the target, after what is looked for is known. */
  async *find({ side, texts }: LeakTarget): AsyncGenerator<VerificationCheck> {
    for (;;) {
      await this.#each((table) => this.#readTarget(side, table))
      for (const [place, { text, isComment }] of texts) {
        const bytes = Buffer.from(text)
        this.#scanner(place, '', isComment)(bytes, 0, bytes.length)
      }
      if (++this.#round >= this.#rounds) break
      this.#pairs = new Remembered(this.#expected.pairs)
      this.#told = new Remembered(this.#expected.told)
      this.#ends = { kept: new RunEnds(), changed: new RunEnds() }
      await this.remember()
    }
    if (this.#pairHits.size + this.#toldHits.size > 0) await this.#recheck()
    yield* maskedColumnChecks(this.#tables, this.#pairHits.values(), this.#values, this.#shares, this.#unheld.pairs)
    yield* elsewhereChecks(this.#toldHits.values(), this.#unheld.told)
  }

  #isDue({ high }: Hash): boolean {
    return this.#rounds === 1 || high % this.#rounds === this.#round
  }

  /** Of every table, two at a time: while one waits for its server, rows of the other are looked at. */
  async #each(read: (table: string) => Promise<void>): Promise<void> {
    // Left by one that fails, a generator gives the other one nothing more.
    const tables = eachOf(this.#tables.keys())
    const reader = async () => {
      for (const table of tables) await read(table)
    }
    await Promise.all([reader(), reader()])
  }

  async #recheck(): Promise<void> {
    const pairs = new Remembered(this.#pairHits.size)
    for (const { pair } of this.#pairHits.values()) pairs.add(pair)
    const runs = new Remembered(this.#toldHits.size)
    for (const { run } of this.#toldHits.values()) runs.add(run)
    const suspected = new Set([...this.#pairHits.values()].map(({ table }) => table))
    for (const [table, { masked }] of this.#tables) {
      const telling = this.#toldHits.size > 0 && masked.some(({ told }) => told)
      if (!suspected.has(table) && !telling) continue
      await this.#readSource(
        table,
        suspected.has(table)
          ? (pair) => {
              const hit = pairs.has(pair) && this.#pairHits.get(hashKey(pair))
              if (hit) hit.seen++
            }
          : undefined,
        telling
          ? (run, grade, column) => {
              const hit = runs.has(run) && this.#toldHits.get(hashKey(run))
              if (!hit) return
              hit.seen[grade]++
              hit.of.add(column)
            }
          : undefined,
      )
    }
  }

  async #readSource(table: string, onPair: OnPair | undefined, onTold: OnTold | undefined): Promise<void> {
    const columns = this.#tables.get(table)
    const from = this.#search.source.from(table)
    if (!columns || columns.masked.length === 0 || from === undefined) return
    const { dialect } = this.#search.source
    const token = onPair ? columns.token : []
    const width = token.length
    const readers = columns.masked
      .map(({ name, form, told, wordsTell }, at) => ({
        name,
        form,
        told: onTold && told,
        wordsTell,
        at,
        where: columnIdentity(table, name),
      }))
      .filter(({ told }) => onPair || told)
    const expressions = [...token, ...readers.map(({ name }) => name)].map((name) => textOf(name, dialect))
    const [row, value, pair, run] = [emptyHash(), emptyHash(), emptyHash(), emptyHash()]
    await this.#search.source.read((session) =>
      readFields(
        session,
        expressions,
        from,
        ({ bytes, starts, ends }) => {
          if (onPair) this.#token(table, bytes, starts, ends, width, row)
          for (let field = 0; field < readers.length; field++) {
            const reader = readers[field]
            const start = starts[width + field] ?? 0
            const end = ends[width + field] ?? -1
            if (!reader || end <= start || !saysSomething(bytes, start, end, reader.form)) continue
            const { form, told, wordsTell, at, where } = reader
            if (onPair) {
              hashValue(bytes, start, end, form, this.#search.across, value)
              pairOf(row, value, at, pair)
              onPair(pair, columns.aligned ? placeOf(row, at) : pair.high)
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
    if (words > 0) onTold(run, grade, where, words)
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

  async #readTarget(target: Side, table: string): Promise<void> {
    const columns = this.#tables.get(table)
    const from = target.from(table)
    if (!columns || from === undefined) return
    const { token, masked, searched } = columns
    if (masked.length + searched.length === 0) return
    const { dialect } = target
    const expressions = [
      ...[...token, ...masked.map(({ name }) => name)].map((name) => textOf(name, dialect)),
      ...searched.map(({ name, type }) => searchedText(name, type, dialect)),
    ]
    const width = token.length
    const first = width + masked.length
    const counters = masked.map((column): Counter => {
      const where = columnIdentity(table, column.name)
      const counter = { name: column.name, form: column.form, count: 0, bytes: 0 }
      this.#values.set(where, counter)
      return Object.assign(counter, { share: isStrict(columns, column) ? undefined : this.#shareOf(where) })
    })
    const scanners = searched.map(({ name, kept }) => this.#scanner(table, name, kept))
    const [row, value, pair] = [emptyHash(), emptyHash(), emptyHash()]
    await target.read((session) =>
      readFields(
        session,
        expressions,
        from,
        ({ bytes, starts, ends }) => {
          this.#token(table, bytes, starts, ends, width, row)
          for (let at = 0; at < counters.length; at++) {
            const counter = counters[at]
            const start = starts[width + at] ?? 0
            const end = ends[width + at] ?? -1
            if (!counter || end <= start || !saysSomething(bytes, start, end, counter.form)) continue
            hashValue(bytes, start, end, counter.form, this.#search.across, value)
            pairOf(row, value, at, pair)
            counter.count++
            counter.bytes += end - start
            const place = columns.aligned ? placeOf(row, at) : pair.high
            if (!this.#isDue(pair) || !this.#pairs.has(pair, place)) continue
            if (counter.share) keepIn(counter.share, value)
            else this.#notePair(pair, table, counter.name, hashKey(value))
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

  /** Looks for originals in the texts of one column. */
  #scanner(table: string, column: string, kept: boolean): (bytes: Uint8Array, start: number, end: number) => void {
    const wanted = kept ? this.#ends.kept : this.#ends.changed
    const onRun = (run: Hash) => {
      if (!this.#isDue(run)) return
      const originals = this.#told.count(run) + (kept ? this.#told.count(graded(run, 'weak')) : 0)
      if (originals > 0 && originals <= rare) this.#noteRun(run, table, column, kept)
    }
    return (bytes, start, end) => this.#runs.scan(bytes, start, end, wanted, onRun)
  }

  #noteRun(run: Hash, table: string, column: string, kept: boolean): void {
    const key = hashKey(run)
    let hit = this.#toldHits.get(key)
    if (!hit) {
      if (this.#toldHits.size >= mostHits) {
        this.#unheld.told++
        return
      }
      hit = { run: { ...run }, places: new Map(), seen: { strong: 0, weak: 0 }, of: new Set() }
      this.#toldHits.set(key, hit)
    }
    const where = columnIdentity(table, column)
    const place = hit.places.get(where)
    if (place) place.count++
    else hit.places.set(where, { table, column, kept, count: 1 })
  }

  #notePair(pair: Hash, table: string, column: string, value: string): void {
    const key = hashKey(pair)
    const before = this.#pairHits.get(key)
    if (before) before.count++
    else if (this.#pairHits.size < mostHits)
      this.#pairHits.set(key, { pair: { ...pair }, table, column, value, count: 1, seen: 0 })
    else this.#unheld.pairs++
  }

  #shareOf(where: string): Share {
    const share = this.#shares.get(where) ?? { kept: 0, values: new Set() }
    this.#shares.set(where, share)
    return share
  }

  #token(table: string, bytes: Uint8Array, starts: Int32Array, ends: Int32Array, width: number, into: Hash): void {
    into.high = table.length
    into.low = width
    for (let field = 0; field < width; field++) {
      const start = starts[field] ?? 0
      const end = ends[field] ?? -1
      if (end < start) {
        hashWith(into, 1, 1)
        continue
      }
      const number = this.#search.across && isNumber(bytes, start, end)
      hashValue(bytes, start, end, number ? 'integer' : undefined, number, this.#part)
      hashWith(into, this.#part.high, this.#part.low)
    }
  }
}

interface Counter extends Values {
  readonly form: ValueForm | undefined
  /** Where one value that is as it was is not wrong yet. */
  readonly share: Share | undefined
}

function keepIn(share: Share, value: Hash): void {
  share.kept++
  if (share.values.size <= few) share.values.add(hashKey(value))
}

function* eachOf<T>(all: Iterable<T>): Generator<T> {
  yield* all
}

function emptyHash(): Hash {
  return { high: 0, low: 0 }
}

function pairOf(row: Hash, value: Hash, column: number, into: Hash): void {
  into.high = value.high
  into.low = value.low
  hashWith(into, row.high + column, row.low)
}

/** Values of one row are looked up near each other, which is what the processor can do fast; of wide rows, some of them. */
function placeOf(row: Hash, column: number): number {
  return (row.high + Math.imul(column >>> 2, 0x9e3779b1)) | 0
}

const weak = emptyHash()

/** Values that only say something where nothing was changed are another thing than those that always do. */
function graded(run: Hash, grade: Grade): Hash {
  if (grade === 'strong') return run
  weak.high = run.high
  weak.low = (run.low ^ 0x2545f491) >>> 0
  return weak
}

function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if ((byte < 48 || byte > 57) && byte !== 46 && byte !== 45) return false
  }
  return true
}
