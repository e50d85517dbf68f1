import type { LookupFunction } from 'node:net'
import type { Batch } from '../model/batch.ts'

export type Engine = 'postgres' | 'sqlite' | 'pglite'
export type Dialect = 'postgres' | 'sqlite'

/** What engines differ in; nothing outside an engine's folder asks for its name instead. */
export interface Capabilities {
  readonly dialect: Dialect
  /** More than one connection: a transaction does not keep other work waiting. */
  readonly multipleConnections: boolean
  /** An error ends the whole transaction, up to the last savepoint; elsewhere only its statement is undone. */
  readonly errorsAbortTransactions: boolean
  /** Put off, until the transaction commits, the foreign keys that can be. */
  readonly deferConstraints: string
  /** deferConstraints reaches every foreign key, not only those that were declared deferrable. */
  readonly defersEveryForeignKey: boolean
}

export const capabilities: Readonly<Record<Engine, Capabilities>> = {
  postgres: {
    dialect: 'postgres',
    multipleConnections: true,
    errorsAbortTransactions: true,
    deferConstraints: 'set constraints all deferred',
    defersEveryForeignKey: false,
  },
  pglite: {
    dialect: 'postgres',
    multipleConnections: false,
    errorsAbortTransactions: true,
    deferConstraints: 'set constraints all deferred',
    defersEveryForeignKey: false,
  },
  sqlite: {
    dialect: 'sqlite',
    multipleConnections: false,
    errorsAbortTransactions: false,
    deferConstraints: 'pragma defer_foreign_keys = on',
    defersEveryForeignKey: true,
  },
}

export interface Cancellable {
  /**
   * Ends the work with CANCELLED; what it had begun is rolled back. Postgres stops the statement that runs, SQLite and
   * PGlite stop before the next.
   */
  readonly signal?: AbortSignal | undefined
}

export interface StreamOptions extends Cancellable {
  /** Rows of one step; 1000 when not said. */
  readonly batchSize?: number | undefined
}

export interface TransactionOptions extends Cancellable {
  /** At least this; SQLite is always serializable. */
  readonly isolation?: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | undefined
  readonly readOnly?: boolean | undefined
}

export interface TableName {
  readonly schema?: string | undefined
  readonly name: string
}

export interface CopyOutOptions extends Cancellable {
  /** Whether a chunk may be written over once the next one is asked for: then it need not be moved to a place of its own. */
  readonly lends?: boolean | undefined
}

/** COPY as bytes, where the engine has it. */
export interface Copy {
  /** Runs a COPY … FROM STDIN; the chunks may break anywhere. Answers the number of rows; an error leaves none. */
  in(
    statement: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: Cancellable,
  ): Promise<number>
  /** Runs a COPY … TO STDOUT. */
  out(statement: string, options?: CopyOutOptions): AsyncIterable<Uint8Array>
}

/**
 * Where statements run: a database, one of its connections, or a transaction. Parameters are written $1, $2 … in every
 * dialect. What comes back: whole numbers as numbers where exact, else bigint; numeric, dates and times as text (dates
 * as 2024-02-29, timestamps as ISO 8601 with six digits at most, instants in UTC); bytes as Uint8Array; JSON and
 * arrays as values where the engine knows the type.
 */
export interface Session {
  readonly engine: Engine
  readonly dialect: Dialect
  readonly capabilities: Capabilities
  readonly copy: Copy | undefined
  query<Row = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
    options?: Cancellable,
  ): Promise<Row[]>
  /** Several statements, without parameters and without an answer. */
  execute(script: string, options?: Cancellable): Promise<void>
  /** The rows of a SELECT in steps, in flat memory. Other statements may run between the steps. */
  stream<Row = Record<string, unknown>>(
    text: string,
    parameters?: readonly unknown[],
    options?: StreamOptions,
  ): AsyncIterable<Row[]>
  /** All rows of the batches or none; the vectors of a batch go into the columns in order. */
  load(
    table: TableName,
    columns: readonly string[],
    batches: AsyncIterable<Batch> | Iterable<Batch>,
    options?: Cancellable,
  ): Promise<{ rows: number }>
  /** Commits when `run` returns, rolls back when it throws; inside a transaction it is a savepoint. */
  transaction<T>(run: (transaction: Session) => Promise<T>, options?: TransactionOptions): Promise<T>
}

export interface Database extends Session, AsyncDisposable {
  /** For people: engine, host and database, or a file; never a secret. */
  readonly name: string
  /** One connection for as long as `run` takes, outside of any transaction; its settings end with it. */
  session<T>(run: (session: Session) => Promise<T>): Promise<T>
  /** Waits for running work; may be called again. */
  close(): Promise<void>
}

/** How the name of a host becomes addresses, as node:net takes it; that of the system where nothing else is given. */
export type Lookup = LookupFunction

export interface ConnectOptions {
  /** Postgres: where the server's name leads. TLS is still held against the name. */
  readonly lookup?: Lookup | undefined
  /** Connections at the same time, where the engine has several; 4 when not said. */
  readonly maxConnections?: number | undefined
  /** Whether a file or folder that does not exist is made; true when not said. */
  readonly create?: boolean | undefined
  /** Milliseconds after which a server ends a statement, where there is one; a URL that says it itself wins. */
  readonly statementTimeout?: number | undefined
  /**
   * Milliseconds that SQLite waits for another connection's lock; 5000 when not said. The whole process stands still
   * meanwhile, so with two connections in one process it is to be 0.
   */
  readonly busyTimeout?: number | undefined
}
