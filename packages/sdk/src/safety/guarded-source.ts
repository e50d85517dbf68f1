import type { Session, TableName } from '../database/adapter.ts'
import type { SafetyCheck } from './safety-check.ts'

/**
 * A production source, behind the guard: every statement runs in a read-only transaction on one consistent state. It
 * has no way to write. SQLite: one read transaction on a file that is opened read-only.
 */
export interface GuardedSource extends AsyncDisposable {
  readonly engine: 'postgres' | 'sqlite'
  /** For people, without a secret. */
  readonly name: string
  /** What tells this database from every other, behind whatever name; undefined where the engine does not tell. */
  readonly identity: string | undefined
  readonly checks: readonly SafetyCheck[]
  /** The snapshot that all sessions see, by its name on the server; undefined in SQLite. */
  readonly snapshot: string | undefined
  /**
   * One session of its own on that state; as many at a time as the source was opened for, others wait. It refuses with
   * WRITE_REFUSED whatever is not reading, before it is sent. Bare names are looked up in pg_catalog and the schemas of
   * extensions alone.
   */
  session<T>(run: (session: Session) => Promise<T>, options?: SourceSessionOptions): Promise<T>
  /**
   * Keeps tables from being dropped, altered or emptied for as long as the source is open, by locks that reading takes
   * as well. Fails where one was rewritten since the state was taken: its rows of then are gone. SQLite needs none.
   */
  hold(tables: readonly TableName[]): Promise<void>
  /** Whether the state is still there: false once the connection that keeps it is lost. */
  isAlive(): boolean
  close(): Promise<void>
}

export interface SourceSessionOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * Lets lo_get through, for statements that are all our own: it takes the lock of a writer, so that where it was called
   * it proves less. Postgres.
   */
  readonly largeObjects?: boolean | undefined
  /**
   * Tables are read from their first page to their last, as the system reads ahead by itself. Postgres then leaves reading
   * to no other process, which costs a tenth of what such a COPY takes.
   */
  readonly inOrder?: boolean | undefined
}
