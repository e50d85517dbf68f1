import type { Resource } from './resource.ts'

/** An intent that was written down. */
export interface Entry {
  readonly id: string
  /** The resource is gone, or was never made. May be called again. */
  done(): void
}

/**
 * The record of one run (one process), in a file of its own: what it is about to create is written there first, so that
 * whoever finds the file of a run that is dead knows all that it can have left.
 */
export interface RunLedger extends AsyncDisposable {
  /** Names the run; unique. */
  readonly run: string
  readonly file: string
  /** Returns when it is written; throws LEDGER_UNWRITABLE, and then the resource must not be made. */
  intend(resource: Resource, about?: { readonly testId?: string | undefined }): Entry
  /** Entries that are not done. */
  readonly open: readonly Resource[]
  /** Ends the heartbeat. The file goes when nothing in it is open, and else stays for the next sweep. */
  close(): Promise<void>
}

export interface LedgerOptions {
  /** Where the files are; UNDERSTUDY_LEDGER, else a folder of this user on this machine (usualLedgerFolder). */
  readonly folder?: string | undefined
  /** Seconds without a sign of life after which a run on another machine counts as dead; 30 when not said. */
  readonly lease?: number | undefined
}
