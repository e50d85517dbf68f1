import type { Dialect, Session, TableName } from '../../database/adapter.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import type { DatabaseTestMetrics } from '../database-test-result.ts'

/** By place, as $1, $2 …; or by name, as :id, each name that the text has and no other. */
export type StatementParameters = readonly unknown[] | Readonly<Record<string, unknown>>

/** As "orders" or "sales.orders"; a name that has a dot in it is given as an object. */
export type Table = string | TableName

export type Row = Readonly<Record<string, unknown>>

/** What one statement cost, and how the database went about it. */
export interface QueryMeasure<Answer> {
  readonly rows: readonly Answer[]
  readonly metrics: DatabaseTestMetrics
  /** As the engine explains it: EXPLAIN as JSON of Postgres, EXPLAIN QUERY PLAN of SQLite; null where it explains none. */
  readonly plan: unknown
  /** Blocks that were found in the server's memory, and those that were read; null where the engine does not say. */
  readonly buffers: { readonly hit: number; readonly read: number } | null
}

export interface WorkMeasure<Result> {
  readonly result: Result
  readonly metrics: DatabaseTestMetrics
}

/** What can be asked of a client and of each of its transactions alike. */
export interface TestStatements {
  query<Answer = Record<string, unknown>>(text: string, parameters?: StatementParameters): Promise<Answer[]>
  /** Several statements, without parameters and without an answer. */
  execute(script: string): Promise<void>
  /** Commits when `run` returns, rolls back when it throws. Inside of a transaction it is a savepoint. */
  transaction<Result>(
    run: (transaction: TestTransaction) => Promise<Result>,
    isolation?: IsolationLevel,
  ): Promise<Result>
  /** A transaction to hold: `await using tx = await client.transaction('serializable')`. */
  transaction(isolation?: IsolationLevel): Promise<TestTransaction>
  /**
   * All rows or none, thousands by one statement. A column that a row leaves out gets its default; what is given for a
   * column of JSON is the value, a string too. Answers how many rows were inserted.
   */
  bulkInsert(table: Table, rows: readonly Row[]): Promise<number>
  /**
   * Each of the updates says its row by the key, and what is to change; all or none, thousands by one statement. Answers
   * how many rows there were: a key that is not there changes nothing. What was given stays as it is.
   */
  bulkUpdate(table: Table, updates: readonly Row[], keyField: string | readonly string[]): Promise<number>
  /** Runs a statement once as it is, after it was explained, and undone, once. */
  measure<Answer = Record<string, unknown>>(
    text: string,
    parameters?: StatementParameters,
  ): Promise<QueryMeasure<Answer>>
  measure<Result>(work: () => Promise<Result>): Promise<WorkMeasure<Result>>
}

/** A transaction, or a savepoint in one. It rolls back when it is disposed of and nobody committed. */
export interface TestTransaction extends TestStatements, AsyncDisposable {
  readonly isolation: IsolationLevel
  readonly dialect: Dialect
  /** For what takes a Session of the SDK, such as loading batches or a factory's writer. */
  readonly session: Session
  /** Fails where the server could only roll back, as after a statement that failed and whose error was caught. */
  commit(): Promise<void>
  rollback(): Promise<void>
}
