import type { Batch } from '../model/batch.ts'
import type { Cancellable, Copy, Engine, TableName, TransactionOptions } from './adapter.ts'

export interface Answer {
  readonly rows: readonly unknown[]
  /** The command's tag, where the engine tells it: a COMMIT that could not be one answers ROLLBACK. */
  readonly command: string
}

export type Run = (text: string, parameters: readonly unknown[]) => Promise<Answer>

/**
 * Statements that are asked at once go to the server at once, each before the one in front of it is answered. One that
 * fails inside a transaction fails those behind it. It is over when all of them are.
 */
export type Flight = <T>(work: (run: Run) => Promise<T>, options: Cancellable) => Promise<T>

export interface CursorOptions {
  /** Whether a transaction is around the whole reading. */
  readonly inTransaction: boolean
  readonly batchSize: number
}

/**
 * One connection of an engine, bare: it throws UnderstudyError, and its calls come one at a time. The session above it
 * keeps the order, the depth of transactions and the signals, alike for every engine.
 */
export interface Link {
  readonly engine: Engine
  readonly copy: Copy | undefined
  run(text: string, parameters: readonly unknown[], options?: Cancellable): Promise<Answer>
  script(text: string, options?: Cancellable): Promise<void>
  /** Left out where statements go one at a time. */
  readonly flight?: Flight | undefined
  /** The rows of a SELECT in steps of batchSize, each by a `run` of its own, so that others may come between. */
  read(
    run: Run,
    text: string,
    parameters: readonly unknown[],
    options: CursorOptions,
  ): AsyncIterable<readonly unknown[]>
  /** All rows or none. */
  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options: Cancellable,
  ): Promise<number>
  /** A transaction at depth 0, else a savepoint. */
  transact<T>(depth: number, options: TransactionOptions, work: () => Promise<T>): Promise<T>
}
