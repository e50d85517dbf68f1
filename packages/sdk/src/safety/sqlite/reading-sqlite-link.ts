import type Driver from 'better-sqlite3'
import { sqlTokens } from '../../catalog/sql-tokens.ts'
import type { Cancellable, TransactionOptions } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { Answer, CursorOptions, Link, Run } from '../../database/link.ts'
import { SqliteLink } from '../../database/sqlite/sqlite-link.ts'
import { writeRefused } from '../write-refused.ts'

const reading = new Set(['select', 'with', 'values', 'explain'])
const pragmas = new Set([
  'collation_list',
  'database_list',
  'encoding',
  'foreign_key_check',
  'foreign_key_list',
  'function_list',
  'index_info',
  'index_list',
  'index_xinfo',
  'integrity_check',
  'page_count',
  'page_size',
  'quick_check',
  'table_info',
  'table_list',
  'table_xinfo',
])

/** A read transaction of SQLite as its users have it. */
export class ReadingSqliteLink implements Link {
  readonly engine = 'sqlite'
  readonly copy = undefined
  readonly #sqlite: Driver.Database
  readonly #link: SqliteLink

  constructor(sqlite: Driver.Database) {
    this.#sqlite = sqlite
    this.#link = new SqliteLink(sqlite)
  }

  async run(text: string, parameters: readonly unknown[], options?: Cancellable): Promise<Answer> {
    this.#look(text)
    return await this.#link.run(text, parameters, options)
  }

  async script(): Promise<void> {
    throw writeRefused('a script, which may hold any statement')
  }

  async *read(_: Run, text: string, parameters: readonly unknown[], { batchSize }: CursorOptions) {
    this.#look(text)
    let rows: unknown[] = []
    for (const row of this.#link.iterate(text, parameters)) {
      rows.push(row)
      if (rows.length < batchSize) continue
      yield rows
      rows = []
    }
    if (rows.length > 0) yield rows
  }

  async load(): Promise<number> {
    throw writeRefused('to load rows into it')
  }

  /** There is nothing to take back, so that what is inside is in the one transaction. */
  async transact<T>(_: number, options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    if (options.readOnly === false) throw writeRefused('a transaction that may write')
    const result = await work()
    refuseAborted(options.signal)
    return result
  }

  #look(text: string): void {
    const [first, second, third] = sqlTokens(text, 'quote')
    const word = first?.text.toLowerCase() ?? ''
    if (word === 'pragma') {
      const name = second?.value.toLowerCase() ?? ''
      if (!pragmas.has(name) || (third !== undefined && third.text !== '(' && third.text !== ';'))
        throw writeRefused('a statement: a pragma that may change something')
      return
    }
    if (!reading.has(word)) throw writeRefused('a statement: it does not begin as reading does')
    if (word !== 'explain' && !this.#isReadOnly(text)) throw writeRefused('a statement: it writes')
  }

  /** As SQLite itself sees it; what it cannot prepare fails when it runs. */
  #isReadOnly(text: string): boolean {
    try {
      const { readonly, reader } = this.#sqlite.prepare(text)
      return readonly && reader
    } catch {
      return true
    }
  }
}
