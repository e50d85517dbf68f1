import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import type { VerificationCheck } from '../../verification.ts'
import { countRows } from '../count-rows.ts'
import { chanceOfMeeting, sampleColumn } from './chance.ts'
import { KnownOriginals } from './known-originals.ts'
import { elsewhereChecks, maskedColumnChecks } from './leak-checks.ts'
import { type LeakColumns, type MaskedColumn, tablesToSearch } from './leak-columns.ts'
import type { LeakSearch, LeakTarget, Side } from './leak-search.ts'
import { newLeaksInstance } from './leaks-instance.ts'
import { NearNumbers } from './near-numbers.ts'
import type { OnTold } from './original-rows.ts'
import { sharePassing } from './passing-rows.ts'
import { searchedText } from './read-expressions.ts'
import { SourceReader } from './source-reader.ts'
import { Suspects } from './suspects.ts'
import { TargetReader } from './target-reader.ts'
import { WordRuns } from './word-runs.ts'

/** Numbers of more places are held to have none in common by chance. */
const mostPlaces = 8

/**
 * Looks for original values of masked columns, knowing neither the masks nor what found the columns to mask. Once, each
 * value with its row: a masked column must not hold what the row held before. Then, what says something by itself,
 * anywhere: an address, a number, a name of several words must not stand in any text, whatever it is wrapped in. Both
 * sides are read whole, in flat memory; what is suspected is held against the source a second time, exactly.
 */
export class LeakFinder {
  readonly #tables: ReadonlyMap<string, LeakColumns>
  readonly #originals: KnownOriginals
  readonly #suspects = new Suspects()
  /** Which part of its values the policy lets through, by table and column. */
  readonly #passed = new Map<string, number>()
  readonly #search: LeakSearch
  readonly #runs: WordRuns
  readonly #source: SourceReader
  readonly #target: TargetReader

  constructor(search: LeakSearch) {
    this.#search = search
    this.#tables = tablesToSearch(search.policy)
    const instance = newLeaksInstance()
    this.#originals = new KnownOriginals(search.folder, instance)
    const runs = new WordRuns()
    this.#runs = runs
    this.#source = new SourceReader(search, runs, instance)
    this.#target = new TargetReader(search, runs, this.#suspects, instance)
  }

  /** Reads the source: what is looked for. */
  async remember(): Promise<void> {
    const originals = this.#originals
    await this.#each(async (table, columns) => {
      await this.#askPassed(table, columns)
      await this.#source.remember(table, columns, originals)
    })
  }

  /** Reads the target, after what is looked for is known. */
  async *find(target: LeakTarget): AsyncGenerator<VerificationCheck> {
    await this.#lookInto(target)
    await this.#target.readAnswers(this.#originals)
    this.close()
    const expected = this.#suspects.size > 0 ? await this.#recheck(target.side) : new Map<string, number>()
    const { pairs, runs, unheld } = this.#suspects
    const { values, shares } = this.#target
    const counted = { values, shares, passed: this.#passed }
    yield* maskedColumnChecks(this.#tables, pairs, counted, unheld.pairs, (...of) => this.#chanceOf(target.side, ...of))
    yield* elsewhereChecks(runs, unheld.told, expected)
  }

  /** Of whoever does not find, or does not end finding. Safe to call twice. */
  close(): void {
    this.#originals.close()
  }

  async #lookInto({ side, texts }: LeakTarget): Promise<void> {
    const originals = this.#originals
    await this.#each((table, columns) => this.#target.read(side, table, columns, originals))
    for (const [place, { text, isComment }] of texts) this.#target.readText(place, text, isComment, originals)
  }

  async #askPassed(table: string, { masked }: LeakColumns): Promise<void> {
    const { source } = this.#search
    const from = source.from(table)
    const columns = masked.filter(({ passes }) => passes.length > 0)
    if (columns.length === 0 || from === undefined) return
    const query = sharePassing(columns, from, source.dialect)
    const [parts] = await source.read((session) => session.query<Record<string, number | null>>(query))
    for (const [at, { name }] of columns.entries())
      this.#passed.set(columnIdentity(table, name), parts?.[`f${at}`] ?? 0)
  }

  async #chanceOf(side: Side, table: string, column: MaskedColumn): Promise<number> {
    const { source } = this.#search
    const [columns, ours, theirs] = [this.#tables.get(table), source.from(table), side.from(table)]
    if (!columns || ours === undefined || theirs === undefined) return 0
    // Of a subset each value may meet one of all that the source has.
    const counted = await source.read((session) => countRows(session, ours, this.#search.signal))
    return chanceOfMeeting(await sampleColumn(side, theirs, columns, column), counted)
  }

  /** Of every table, two at a time: while one waits for its server, rows of the other are looked at. */
  async #each(read: (table: string, columns: LeakColumns) => Promise<void>): Promise<void> {
    // Left by one that fails, a generator gives the other one nothing more.
    const tables = eachOf(this.#tables)
    const reader = async () => {
      for (const [table, columns] of tables) await read(table, columns)
    }
    await Promise.all([reader(), reader()])
  }

  /** Holds what is suspected against the source; how many numbers of a place are originals by chance is answered. */
  async #recheck(target: Side): Promise<ReadonlyMap<string, number>> {
    const { tablesOfPairs, hasRuns, places } = this.#suspects
    const witness = this.#suspects.witness()
    const nears = new Map<string, NearNumbers>()
    for (const [where, { table, column }] of [...places].slice(0, mostPlaces))
      nears.set(where, await this.#numbersOf(target, table, column))
    const onTold: OnTold = (run, grade, column, _, __, isNumber) => {
      witness.run(run, grade, column, isNumber)
      if (isNumber) for (const near of nears.values()) near.meet(run)
    }
    for (const [table, columns] of this.#tables) {
      const suspected = tablesOfPairs.has(table)
      const telling = hasRuns && columns.masked.some(({ told }) => told)
      if (!suspected && !telling) continue
      await this.#source.read(table, columns, suspected ? witness.pair : undefined, telling ? onTold : undefined)
    }
    return new Map([...nears].map(([where, near]) => [where, near.expected()]))
  }

  async #numbersOf(target: Side, table: string, column: string): Promise<NearNumbers> {
    const near = new NearNumbers(this.#runs)
    const from = target.from(table)
    const searched = this.#tables.get(table)?.searched.find(({ name }) => name === column)
    if (from === undefined || !searched) return near
    const text = searchedText(column, searched.type, target.dialect)
    await target.read(async (session) => {
      near.rows = await countRows(session, from, this.#search.signal)
      const { signal } = this.#search
      for await (const batch of session.stream<{ text: unknown }>(`select ${text} as text from ${from}`, [], {
        signal,
      }))
        for (const row of batch) if (!near.take(textOfValue(row.text))) return
    })
    return near
  }
}

function textOfValue(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return value === null || value === undefined ? '' : String(value)
}

function* eachOf<T>(all: Iterable<T>): Generator<T> {
  yield* all
}
