import type { FidelityReport, Floors } from '@understudy/sdk/synthesize'
import type { DatasetColumn } from '../../datasets/chunks/column-types.ts'

/** Rows of a version, as they stand in its chunks. */
export interface MeasuredSide {
  readonly name: string
  /** Of which it was made, where it was. */
  readonly schema: unknown
  readonly entities: readonly {
    readonly entity: string
    readonly columns: readonly DatasetColumn[]
    /** NDJSON. */
    readonly chunks: readonly Uint8Array[]
  }[]
}

/** What the thread is given. */
export interface MeasureRequest {
  readonly real: MeasuredSide
  readonly synthetic: MeasuredSide
  readonly holdout: MeasuredSide | undefined
  readonly floors: Floors
  readonly at: Date
}

/** What it answers each with. */
export type MeasureAnswer = { readonly report: FidelityReport } | { readonly failure: unknown }
