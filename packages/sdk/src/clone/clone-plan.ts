import type { RecordedWaiver } from '../anonymize/compiled-policy.ts'
import type { MigrationStep } from '../catalog/migration/step.ts'

/** All that a clone will do, before it does anything. Plain data; its hash is what gets confirmed. */
export interface ClonePlan {
  readonly source: string
  readonly target: string
  readonly engines: { readonly source: 'postgres' | 'sqlite'; readonly target: 'postgres' | 'sqlite' }
  readonly tables: readonly TablePlan[]
  /** What makes the staging database before the rows come, and after. */
  readonly before: readonly MigrationStep[]
  readonly after: readonly MigrationStep[]
  /** What becomes of the source's large objects, where it had any when it was looked at. */
  readonly largeObjects?: 'keep' | 'empty' | 'mask' | 'left out' | undefined
  readonly policy: { readonly fingerprint: string; readonly keyId: string | null }
  readonly waivers: readonly RecordedWaiver[]
  /** What the target cannot hold as the source does, and what is left out: a sentence each. */
  readonly notes: readonly string[]
  /** Estimates, from the source's statistics. */
  readonly rows: number
  readonly bytes: number
  readonly hash: string
}

export interface TablePlan {
  /** The table that holds the rows: of a partitioned table, each of its parts. */
  readonly table: string
  /** What policies, selections and statistics name: of a part, the whole. */
  readonly policyTable: string
  readonly group: string | undefined
  /** binary and text: COPY on both sides; rows: values, one by one, between engines. */
  readonly transfer: 'binary' | 'text' | 'rows'
  readonly rows: number
  readonly bytes: number
  readonly masked: readonly { readonly column: string; readonly transform: string; readonly version: number }[]
  readonly kept: readonly string[]
  /** Of a subset: how many rows, and what they are needed for. */
  readonly selection: { readonly rows: number; readonly why: readonly string[] } | undefined
}

/** Which rows of a table are copied; a table that is not named is copied whole. */
export interface RowSelection {
  readonly table: string
  readonly rows: number
  readonly why: readonly string[]
  /** Conditions over the table's columns, quoted for the source, that never meet: together they are the selection. */
  conditions(): Iterable<string> | AsyncIterable<string>
}
