import type { Selectable } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'

export interface Lease {
  readonly id: string
  readonly dataset: string
  readonly version: number
  readonly entity: string
  readonly holder: string
  /** user:…, key:…, system: whose it is to renew and to give back. */
  readonly takenBy: string
  readonly takenAt: string
  readonly expiresAt: string
  readonly releasedAt: string | null
}

export function leaseOf(row: Selectable<TeamTables['leases']>): Lease {
  return {
    id: row.id,
    dataset: row.dataset_id,
    version: Number(row.version),
    entity: row.entity,
    holder: row.holder,
    takenBy: row.taken_by,
    takenAt: row.taken_at,
    expiresAt: row.expires_at,
    releasedAt: row.released_at,
  }
}

export interface LeaseTaken extends Lease {
  /** Fields that are masked in the rows. */
  readonly masked: readonly string[]
  readonly rows: readonly LeasedRow[]
}

export interface LeasedRow {
  /** Its number within the entity. */
  readonly row: number
  /** One line of NDJSON. */
  readonly line: Uint8Array
}
