import type { ChunkName } from '../copy-ledger.ts'
import type { DataTable } from '../plan/data-tables.ts'

/** Rows of one table that are copied in one transaction. */
export interface Chunk extends ChunkName {
  readonly data: DataTable
  readonly transfer: 'binary' | 'text'
  /** Which rows, as a condition; undefined: all. */
  readonly where: string | undefined
  /** Whole pages, one behind the other. */
  readonly inOrder: boolean
  /** As far as is known beforehand. */
  readonly bytes: number
}
