import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import { readFields } from './field-rows.ts'
import type { KnownOriginals } from './known-originals.ts'
import type { LeakColumns } from './leak-columns.ts'
import type { LeakSearch } from './leak-search.ts'
import type { LeaksInstance } from './leaks-instance.ts'
import { type OnPair, type OnTold, originalRows } from './original-rows.ts'
import { hiddenText } from './passing-rows.ts'
import { tokenBytes } from './read-expressions.ts'
import { RowToken } from './row-hashes.ts'
import { RowTaker } from './row-taker.ts'
import type { WordRuns } from './word-runs.ts'

/** Reads the original values of masked columns: each with its row, and what says something by itself. */
export class SourceReader {
  readonly #search: LeakSearch
  readonly #runs: WordRuns
  readonly #token: RowToken
  readonly #instance: LeaksInstance | undefined

  constructor(search: LeakSearch, runs: WordRuns, instance?: LeaksInstance) {
    this.#search = search
    this.#runs = runs
    this.#instance = instance
    this.#token = new RowToken(search)
  }

  /** Adds all of it to what is known. */
  async remember(table: string, columns: LeakColumns, originals: KnownOriginals): Promise<void> {
    using taker = this.#search.across
      ? undefined
      : RowTaker.make(this.#instance, {
          seed: this.#token.seedOf(table),
          width: columns.token.length,
          side: 'source',
          uses: columns.masked.map((column) => ({ kind: 'original', column })),
          onPairs: originals.addRecords.pairs,
          onRuns: originals.addRecords.runs,
        })
    await this.read(
      table,
      columns,
      (pair) => originals.addPair(pair),
      (run, grade, _, words, ending) => originals.addRun(run, grade, ending, words),
      taker,
    )
  }

  async read(
    table: string,
    columns: LeakColumns,
    onPair: OnPair | undefined,
    onTold: OnTold | undefined,
    taker?: RowTaker | undefined,
  ): Promise<void> {
    const from = this.#search.source.from(table)
    if (columns.masked.length === 0 || from === undefined) return
    const { dialect } = this.#search.source
    const token = onPair ? columns.token : []
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
    const onRow = originalRows({
      table,
      width: token.length,
      columns: readers,
      token: this.#token,
      runs: this.#runs,
      across: this.#search.across,
      onPair,
      onTold,
    })
    const { signal } = this.#search
    await this.#search.source.read((session) => readFields(session, expressions, from, onRow, signal, taker))
  }
}
