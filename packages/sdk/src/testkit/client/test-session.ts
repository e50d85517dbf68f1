import type { Cancellable, Session } from '../../database/adapter.ts'

/**
 * A connection that is held until it is closed, with no transaction begun for it: several of them play the parts of a
 * concurrent history. Of SQLite each is a connection of its own to the same file; PGlite has only one, and a second is
 * refused with ISOLATION_UNSUPPORTED.
 */
export interface TestSession extends AsyncDisposable {
  readonly session: Session
  /** By which the server names it: pg_backend_pid(); null elsewhere. */
  readonly pid: number | null
  /** As given back: what it had begun is rolled back, its settings end. Safe to call twice. */
  close(): Promise<void>
}

export type OpenTestSession = (options?: Cancellable) => Promise<TestSession>
