import type { Resource } from './resource.ts'

export type Outcome =
  /** It was there, and is not any more; of rows, how many. */
  | { readonly outcome: 'removed'; readonly rows?: number | undefined }
  | { readonly outcome: 'would be removed'; readonly rows?: number | undefined }
  /** It was never made, or is gone already. */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'left'; readonly reason: string }

export type SweptResource = Outcome & { readonly resource: Resource; readonly testId: string | undefined }

export interface RunName {
  readonly run: string
  readonly host: string
  readonly pid: number
  readonly startedAt: string
}

/** What a run that is over left behind, and what became of that. */
export interface SweptRun extends RunName {
  readonly resources: readonly SweptResource[]
}

export interface SweepReport {
  readonly folder: string
  readonly dryRun: boolean
  readonly runs: readonly SweptRun[]
  /** Databases of the servers that were named, which existed for one piece of work and whose process is dead. */
  readonly scratch: readonly SweptResource[]
  /** Runs that are at work, which a sweep leaves alone, with the number of things they have now. */
  readonly alive: readonly (RunName & { readonly open: number })[]
  /** Runs that another sweep is at. */
  readonly elsewhere: readonly RunName[]
  /** Files that are no ledger, or hold lines that cannot be read; they stay. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[]
  readonly removed: number
  readonly left: number
  /** Nothing of a run that is over is left; of a dry run, that there was nothing. */
  readonly complete: boolean
}
