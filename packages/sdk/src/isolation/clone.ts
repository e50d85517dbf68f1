import type { Database } from '../database/adapter.ts'

/** A database of its own for one test, copied from a template; noted in the ledger until it is gone. */
export interface Clone {
  readonly url: string
  /** Connected, and proven to answer. */
  readonly database: Database
  /** Ends its connection and drops it, whoever is still connected. May be called again. */
  release(): Promise<void>
  /** Ends its connection and leaves the database to who asked: the ledger forgets it. */
  keep(): Promise<void>
}

/** Where clones come from; a pool holds some ready. */
export interface Clones extends AsyncDisposable {
  take(about: { readonly testId?: string | undefined; readonly signal?: AbortSignal | undefined }): Promise<Clone>
  close(): Promise<void>
}
