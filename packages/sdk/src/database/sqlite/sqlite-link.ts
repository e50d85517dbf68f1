import type Driver from 'better-sqlite3'
import type { Batch } from '../../model/batch.ts'
import type { Cancellable, TableName, TransactionOptions } from '../adapter.ts'
import { refuseAborted } from '../lane.ts'
import type { Answer, CursorOptions, Link, Run } from '../link.ts'
import { sqliteFailure } from './failure.ts'
import { readPages } from './read.ts'
import { inTransaction } from './transact.ts'
import { sqliteValue } from './value.ts'
import { insertBatches } from './write.ts'

/**
 * A better-sqlite3 connection as a link. Its statements block the process while they run. Nothing of the connection is
 * set: code of the user's may share it.
 */
export class SqliteLink implements Link {
  readonly engine = 'sqlite'
  readonly copy = undefined
  readonly #sqlite: Driver.Database

  constructor(sqlite: Driver.Database) {
    this.#sqlite = sqlite
  }

  async run(text: string, parameters: readonly unknown[], options: Cancellable = {}): Promise<Answer> {
    return this.#guard('run statement', options.signal, () => {
      const statement = this.#sqlite.prepare<unknown[]>(text).safeIntegers(true)
      const values = bound(text, parameters)
      if (statement.reader) return { rows: statement.all(...values).map(plainRow), command: '' }
      statement.run(...values)
      return { rows: [], command: '' }
    })
  }

  /** The rows one by one. Until the last was taken, or the loop was left, nothing can be written over the connection. */
  *iterate(text: string, parameters: readonly unknown[]): Generator<Record<string, unknown>, void, undefined> {
    const statement = this.#guard('run statement', undefined, () =>
      this.#sqlite.prepare<unknown[]>(text).safeIntegers(true),
    )
    try {
      for (const row of statement.iterate(...bound(text, parameters))) yield plainRow(row)
    } catch (thrown) {
      throw sqliteFailure(thrown, 'run statement')
    }
  }

  async script(text: string, options: Cancellable = {}): Promise<void> {
    return this.#guard('run script', options.signal, () => {
      this.#sqlite.exec(text)
    })
  }

  read(run: Run, text: string, parameters: readonly unknown[], options: CursorOptions) {
    return readPages(run, text, parameters, options)
  }

  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options: Cancellable,
  ): Promise<number> {
    const nested = this.#sqlite.inTransaction ? 1 : 0
    return this.transact(nested, options, async () => {
      let rows = 0
      const insert = await this.#guard('load', options.signal, () => insertBatches(this.#sqlite, table, columns))
      for await (const batch of batches) rows += this.#guard('load', options.signal, () => insert(batch))
      return rows
    })
  }

  transact<T>(depth: number, options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    return inTransaction(this, depth, options, work)
  }

  #guard<T>(operation: string, signal: AbortSignal | undefined, work: () => T): T {
    refuseAborted(signal)
    try {
      return work()
    } catch (thrown) {
      throw sqliteFailure(thrown, operation)
    }
  }
}

/** $1 and ?1 are names to the driver, and ? a place. */
function bound(text: string, parameters: readonly unknown[]): unknown[] {
  const values = parameters.map(sqliteValue)
  return /[$?:@]1(?!\d)/.test(text) ? [Object.fromEntries(values.map((value, at) => [at + 1, value]))] : values
}

/** Whole numbers come as bigint, so that none is cut; those that a number holds exactly become one. */
function plainRow(row: unknown): Record<string, unknown> {
  const plain: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(row as Record<string, unknown>)) {
    plain[name] =
      typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
        ? Number(value)
        : value
  }
  return plain
}
