import type { ErrorCode } from '../errors.ts'

export interface CleanupOptions {
  /** Let the database's own cascades take rows along that nobody here created. Otherwise a row that has such is kept. */
  readonly cascade?: boolean
}

export interface CleanupFailure {
  readonly entity: string
  readonly rows: number
  readonly code: ErrorCode
  readonly sqlstate: string | undefined
  readonly reason: string
}

/** What was deleted, and what is still there and why. What failed is tried again by the next call. */
export interface CleanupReport {
  readonly deleted: Readonly<Record<string, number>>
  readonly failures: readonly CleanupFailure[]
  readonly complete: boolean
}
