import type { TableStatistics } from '../clone-operation.ts'

/** What was copied, by this run and by those before it. */
export interface CopyReport {
  /** By the names that policies use. */
  readonly tables: readonly TableStatistics[]
  readonly rows: number
  readonly rowsMasked: number
  readonly bytes: number
  /** Of chunks that this run copied once more, because the source had changed or a transfer was cut. */
  readonly bytesAgain: number
}
