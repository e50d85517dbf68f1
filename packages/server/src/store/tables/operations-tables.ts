import type { Id, JsonText, Time } from './columns.ts'

/** What schedules, refreshes and connections of a team are kept in. */
export interface OperationsTeamTables {
  /** Several datasets made anew and published as one, or not at all. */
  readonly refreshes: {
    team_id: Id
    id: Id
    /** running: its versions are hidden. published: all pointers flipped, in one transaction. */
    state: 'running' | 'published' | 'refused' | 'failed' | 'cancelled'
    /** Of each dataset: id, job, and the version that was made. */
    datasets: JsonText
    reason: string | null
    started_by: string
    started_at: Time
    ended_at: Time | null
  }
}

/** What belongs to the system, and is granted to teams. */
export interface OperationsSystemTables {
  readonly environments: {
    id: Id
    /** Unique. */
    name: string
    type: 'production' | 'test' | 'training' | 'development'
    status: 'active' | 'inactive' | 'cloning' | 'error'
    connection_sealed: Uint8Array
    created_at: Time
    created_by: string
  }
}
