import type { JudgedTable } from '../../anonymize/detect/judge.ts'
import type { MaskingSchema } from '../../anonymize/masking-schema.ts'
import type { SoftReference } from '../../anonymize/policy.ts'

/** What a look at a database or a file found. It holds no value of the data. */
export interface Scan {
  /** For people, without a secret. */
  readonly source: string
  readonly schema: MaskingSchema
  /** By the table's name. */
  readonly tables: ReadonlyMap<string, ScannedTable>
  /** Keys that the database does not know, and that hold for all that was looked at. */
  readonly references: readonly SoftReference[]
  /** How many there are, of no table. */
  readonly largeObjects: number
}

export interface ScannedTable extends JudgedTable {
  /** How many rows were looked at. */
  readonly rows: number
  /** Why there are none, or not of all columns. */
  readonly unread: string | undefined
}

export interface ScanOptions {
  /** Rows of each table that are looked at; 1000 when not said. */
  readonly samples?: number | undefined
  /** From here on a finding is a decision; 0.7 when not said. */
  readonly minConfidence?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ScanProgress) => void) | undefined
  /** A table that takes longer is left undecided; 10,000 when not said. */
  readonly timeoutMs?: number | undefined
}

export interface ScanProgress {
  readonly table: string
  readonly done: number
  readonly of: number
}

export const usualSamples = 1000
