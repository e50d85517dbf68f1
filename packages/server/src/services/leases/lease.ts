export interface Lease {
  readonly id: string
  readonly dataset: string
  readonly version: number
  readonly entity: string
  readonly holder: string
  readonly takenAt: string
  readonly expiresAt: string
  readonly releasedAt: string | null
}

export interface LeaseTaken extends Lease {
  readonly rows: readonly LeasedRow[]
}

export interface LeasedRow {
  /** Its number within the entity. */
  readonly row: number
  /** One line of NDJSON. */
  readonly line: Uint8Array
}
