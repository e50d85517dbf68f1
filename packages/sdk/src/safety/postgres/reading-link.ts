import type { Cancellable, Copy, CopyOutOptions, TransactionOptions } from '../../database/adapter.ts'
import type { Answer, CursorOptions, Flight, Link, Run } from '../../database/link.ts'
import { readCursor } from '../../database/postgres/read.ts'
import { inTransaction } from '../../database/postgres/transact.ts'
import type { CallRules } from '../statements/call-rules.ts'
import { readingRefusal } from '../statements/reading-refusal.ts'
import { writeRefused } from '../write-refused.ts'
import { settingsAsked } from './settings-asked.ts'

/** A connection to a source as its users have it, inside the guard's transaction: what is not reading is refused before it is sent. */
export class ReadingLink implements Link {
  readonly engine = 'postgres'
  readonly copy: Copy
  readonly flight: Flight | undefined
  readonly #link: Link
  readonly #rules: CallRules
  /** Whether bare names can be functions of the database itself. */
  #ownInPath: boolean

  constructor(link: Link, rules: CallRules, ownInPath: boolean) {
    this.#link = link
    this.#rules = rules
    this.#ownInPath = ownInPath
    const { flight } = link
    this.flight = flight && ((work, options) => flight((run) => work(this.#looked(run)), options))
    this.copy = {
      in: () => Promise.reject(writeRefused('a COPY into it')),
      out: (statement, options) => this.#copyOut(statement, options),
    }
  }

  async run(text: string, parameters: readonly unknown[], options?: Cancellable): Promise<Answer> {
    const settings = settingsAsked(text, parameters)
    if (settings === undefined) this.#look(text)
    const answer = await this.#link.run(text, parameters, options)
    if (settings?.search_path !== undefined) this.#ownInPath = settings.search_path !== 'pg_catalog'
    return answer
  }

  /** Each statement before it is sent; none of them may set anything. */
  #looked(run: Run): Run {
    return async (text, parameters) => {
      this.#look(text)
      return await run(text, parameters)
    }
  }

  async script(): Promise<void> {
    throw writeRefused('a script, which may hold any statement')
  }

  read(run: Run, text: string, parameters: readonly unknown[], options: CursorOptions) {
    return readCursor(run, text, parameters, options)
  }

  async load(): Promise<number> {
    throw writeRefused('to load rows into it')
  }

  async transact<T>(depth: number, options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    if (options.readOnly === false) throw writeRefused('a transaction that may write')
    if (options.isolation === 'serializable')
      throw writeRefused('a serializable transaction: it is read as of one moment already, which nobody can change')
    const before = this.#ownInPath
    try {
      return await inTransaction(this.#link, depth, options, work)
    } catch (thrown) {
      // What was set inside is taken back with it.
      this.#ownInPath = before
      throw thrown
    }
  }

  async *#copyOut(statement: string, options?: CopyOutOptions): AsyncGenerator<Uint8Array, void, undefined> {
    this.#look(statement)
    if (!/^\s*copy\b/i.test(statement)) throw writeRefused('a statement that is no COPY … TO STDOUT')
    if (this.#link.copy) yield* this.#link.copy.out(statement, options)
  }

  #look(text: string): void {
    const reason = readingRefusal(text, this.#rules, { ownInPath: this.#ownInPath })
    if (reason !== undefined) throw writeRefused(`a statement: ${reason}`)
  }
}
