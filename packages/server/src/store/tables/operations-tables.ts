import type { Flag, Id, JsonText, Time } from './columns.ts'

/** What schedules, refreshes and connections of a team are kept in. */
export interface OperationsTeamTables {
  /** Datasets made anew. Together: published in one transaction, or not at all. */
  readonly refreshes: {
    team_id: Id
    id: Id
    /** published: all of it was. It ends in the transaction that publishes, or that ends the last of it. */
    state: 'running' | 'published' | 'refused' | 'failed' | 'cancelled'
    together: Flag
    /** The schedule that it is of. */
    schedule_id: Id | null
    seed_sealed: Uint8Array
    error_code: string | null
    /** Names and counts. */
    reason: string | null
    started_by: string
    started_at: Time
    ended_at: Time | null
  }
  readonly refresh_datasets: {
    team_id: Id
    refresh_id: Id
    dataset_id: Id
    position: number
    /** What it was called then. */
    name: string
    /** What was published when the refresh began. */
    before: number | null
    /** waiting: for its job. passed: hidden until all others have. */
    state: 'waiting' | 'making' | 'checking' | 'passed' | 'published' | 'refused' | 'failed' | 'cancelled'
    /** What makes its version. */
    job_id: Id | null
    version: number | null
    /** The gate that refused it, and the check that it did so by. */
    gate: 'quality' | 'fidelity' | 'privacy' | null
    run_id: Id | null
    error_code: string | null
    reason: string | null
  }
  /** What the gates for fidelity and privacy found in a check. */
  readonly fidelity_reports: {
    team_id: Id
    run_id: Id
    dataset_id: Id
    version: number
    /** What it was held against; null where there was nothing. */
    reference_dataset: Id | null
    reference_version: number | null
    holdout_dataset: Id | null
    holdout_version: number | null
    fidelity: 'passed' | 'refused' | null
    privacy: 'passed' | 'refused' | null
    /** Why it could not be measured. */
    why: string | null
    /** By entity: scores. */
    figures: JsonText
    /** It holds values: sealed by the dataset's key. Null once a dataset that it is of was erased. */
    report_sealed: Uint8Array | null
    at: Time
  }
  /** Who is told of what, by e-mail. */
  readonly notices: {
    team_id: Id
    id: Id
    address_sealed: Uint8Array
    /** Types of events, each of the whole team or of one schedule. */
    tells: JsonText
    active: Flag
    created_at: Time
    created_by: string
  }
  /** One message to one address about one event. */
  readonly mails: {
    team_id: Id
    id: Id
    notice_id: Id
    event_position: number
    status: 'pending' | 'sent' | 'failed'
    attempts: number
    next_at: Time | null
    /** What the mail server answered. */
    response_code: number | null
    error: string | null
  }
}

/** What belongs to the system, and is granted to teams. */
export interface OperationsSystemTables {
  /** Processes that serve or work on this store: how they know of each other, and of each other's version. */
  readonly instances: {
    id: Id
    version: string
    /** Of the store's schema, as this process knows it. */
    schema: number
    role: 'all' | 'api' | 'worker'
    host: string
    process: number
    started_at: Time
    /** By the store's clock; one that says nothing for a while is dead. */
    seen_at: Time
    ended_at: Time | null
  }
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
