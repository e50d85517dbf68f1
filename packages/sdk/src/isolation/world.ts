import type { Database, Engine } from '../database/adapter.ts'
import type { RunLedger } from '../ledger/ledger.ts'

/**
 * savepoint: a transaction on a connection that is held, rolled back at the end (Postgres, PGlite).
 * clone: a database of its own, copied from a template (Postgres, PGlite).
 * schema: a schema of its own in the database (Postgres).
 * image: a database in memory, opened from the bytes of another (SQLite).
 * file: a copy of the file (SQLite).
 * rows: the database itself, shared; what was made is deleted, row by row.
 */
export type Isolation = 'savepoint' | 'clone' | 'schema' | 'image' | 'file' | 'rows'

export const isolations = ['savepoint', 'clone', 'schema', 'image', 'file', 'rows'] as const satisfies Isolation[]

/** Why a world moved from a savepoint to a clone, as a person would say it; never a value. */
export interface Upgrade {
  readonly from: Isolation
  readonly to: Isolation
  readonly reason: string
}

/** What a test left behind outside of its world. */
export interface Leak {
  readonly kind:
    | 'sequence'
    | 'advisory lock'
    | 'prepared statement'
    | 'setting'
    | 'temporary object'
    | 'role'
    | 'database'
    | 'rows'
  /** Of the object, never a value. */
  readonly name: string
  readonly message: string
}

/** What a driver of the user's is given; poolOf, sqliteOf and pgliteOf give it its type. */
export type Native =
  | { readonly engine: 'postgres'; readonly pool: unknown }
  | { readonly engine: 'sqlite'; readonly database: unknown }
  | { readonly engine: 'pglite'; readonly database: unknown }

/** One test's own database, or what looks like it from inside. */
export interface World extends AsyncDisposable {
  readonly engine: Engine
  /** What it is now; an upgrade changes it. */
  readonly isolation: Isolation
  readonly upgrade: Upgrade | undefined
  /** Stays the same object over an upgrade. */
  readonly database: Database
  readonly native: Native
  /** For who connects by himself, other processes too. A world on a held connection moves to a clone first. */
  url(): Promise<string>
  /** Fails where the connection does not answer. */
  ping(): Promise<void>
  /**
   * What the test left behind outside of its world. The test is over then: a transaction that was held is rolled back
   * first, and only keep and close come after.
   */
  leaks(): Promise<readonly Leak[]>
  /**
   * Lets go of the connections and leaves the data where it is; answers where, without a secret. From then on it belongs
   * to who asked: no sweep removes it. What nobody else could reach, a savepoint or an image, cannot be kept:
   * ISOLATION_UNSUPPORTED.
   */
  keep(): Promise<string>
  /** The database is as it was before. May be called again: it is one closing. */
  close(): Promise<void>
}

export interface WorldOptions {
  readonly isolation: Isolation | 'auto'
  /** For the ledger. */
  readonly testId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Opens worlds over one database, for one process; holds its connections and its ready clones. */
export interface Worlds extends AsyncDisposable {
  /** For people, without a secret. */
  readonly name: string
  readonly engine: Engine
  open(options: WorldOptions): Promise<World>
  /** Worlds that are open are closed first. Nothing is left of it. */
  close(): Promise<void>
}

/** Migrations and seed rows that every world begins with, done once. */
export interface Preparation {
  /** Stands for all that goes into it, such as the text of the migrations: the same key, the same template. */
  readonly key: string
  run(database: Database): Promise<void>
}

export interface WorldsOptions {
  readonly url: string
  readonly prepare?: Preparation | undefined
  /** Clones that stand ready; 1 when not said, 0 for none. */
  readonly ready?: number | undefined
  readonly ledger: RunLedger
}
