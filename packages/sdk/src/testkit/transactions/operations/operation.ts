import type { TestTransaction } from '../../client/test-statements.ts'

/**
 * What one of several does in a transaction of its own. A function runs beside the others from the start; of a generator
 * each part between two `yield` is a step, and steps are taken in an order that is the same each time.
 */
export type ConcurrentOperation = (
  transaction: TestTransaction,
) => Promise<unknown> | AsyncGenerator<unknown, unknown, undefined>

export interface OperationResult {
  /** The function's name, or op1, op2 …; a name that others have too is followed by its place. */
  readonly operation: string
  readonly success: boolean
  /** What it returned; undefined where it failed. */
  readonly result: unknown
  /** What it failed with; the database then has nothing of it. */
  readonly error: string | null
  /** SQLSTATE, the code of SQLite, or one of ours. */
  readonly code: string | null
  /** The operations that it had to wait for. */
  readonly waitedFor: readonly string[]
  readonly milliseconds: number
}
