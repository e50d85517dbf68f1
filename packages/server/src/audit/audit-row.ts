import type { SystemTables } from '../store/tables/system-tables.ts'

/** A line of a trail as it is stored. In the system's trail `team_id` says which team it is about, if any. */
export type AuditRow = SystemTables['system_audit']

/** What a checkpoint vouches for: at this position stood the row with this seal. `trail` is a team's id, or `system`. */
export interface Checkpoint {
  readonly trail: string
  readonly position: number
  readonly seal: string
  readonly at: string
  readonly keyId: string
  readonly signature: string
}

export const systemTrail = 'system'
