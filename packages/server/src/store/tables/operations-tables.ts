import type { Flag, Id, JsonText, Time } from './columns.ts'

/** What schedules, refreshes and connections of a team are kept in. */
export interface OperationsTeamTables {
  /** When data of the team is made anew. What was removed stays for the sake of its history. */
  readonly schedules: {
    team_id: Id
    id: Id
    /** Unique among those that were not removed. */
    name: string
    /** Their ids; null: all of the team. */
    datasets: JsonText | null
    recurrence: JsonText
    policies: JsonText
    /** It is what the configuration of the team says, and is changed there. */
    configured: Flag
    /** Null: as the team prefers. */
    seed_sealed: Uint8Array | null
    together: Flag
    status: 'active' | 'paused'
    paused_reason: 'by-hand' | 'failures' | null
    paused_at: Time | null
    paused_by: string | null
    /** One after the other, up to now. */
    failures: number
    /** The next occurrence, whether it is paused or not; null: none comes any more, or it was removed. */
    next_at: Time | null
    /** What is planned then, by the clocks of its zone: 2026-03-29T02:30. */
    next_planned: string | null
    /** Up to then, the instant included, it is decided what became of each occurrence. */
    decided_at: Time
    /** Of this recurrence: what was planned and decided last. */
    decided_planned: string | null
    /** Of the rules of time zones by which `next_at` was reckoned. */
    zone_rules: string
    created_at: Time
    created_by: string
    updated_at: Time
    removed_at: Time | null
  }
  /** What became of each occurrence, and what people asked for beside. */
  readonly schedule_runs: {
    team_id: Id
    id: Id
    schedule_id: Id
    /** Unique with schedule and kind: nothing is done twice. Of a manual run: when it was asked for. */
    occurrence_at: Time
    planned: string
    timezone: string
    kind: 'scheduled' | 'catchup' | 'manual' | 'backfill'
    /** While it is running, what the refresh of its id says; then a copy of what that came to. */
    state: 'waiting' | 'starting' | 'running' | 'published' | 'refused' | 'failed' | 'cancelled' | 'skipped'
    reason: string | null
    /** Numbers, ids and codes that go with the reason. */
    details: JsonText
    /** Between the occurrence and the decision. */
    late_seconds: number
    attempt: number
    /** Grows with each process that takes it up. */
    fence: number
    /** Not taken up by another before. */
    lease_until: Time | null
    /** Another one is to take its place. */
    cancel_requested: Flag
    decided_by: string
    decided_at: Time
    started_at: Time | null
    ended_at: Time | null
  }
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
  /** Clones, and plans of clones that were looked at. */
  readonly clones: {
    team_id: Id
    /** Of the job that began it. */
    id: Id
    /** The one that is at work on it, or was last: another one goes on with what failed. */
    job_id: Id
    /** Ten hexadecimal digits: what stands in names of databases. */
    clone_id: string
    source_id: Id
    target_id: Id
    source_name: string
    target_name: string
    policy_id: Id
    policy_version: number
    /** A plan alone. */
    dry_run: Flag
    /** Hashed: what was asked for, so that the same again goes on with what has failed. */
    request_hash: string
    /** Phase, share, numbers by table. */
    progress: JsonText
    plan_hash: string | null
    plan_sealed: Uint8Array | null
    /** As the engine keeps it: operation, statistics, log, checks. */
    record_sealed: Uint8Array | null
    verification_sealed: Uint8Array | null
    /** What stood in the target's place before. */
    backup_id: string | null
    /** Something of it is beside the target that is to go, or to be gone on with. */
    is_left: Flag
    status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled'
    rolled_back_at: Time | null
    created_at: Time
    created_by: string
    finished_at: Time | null
  }
  /** What a clone has copied, in lines that are added under the fence of its job. */
  readonly clone_ledger: { team_id: Id; id: string; clone: Id; position: number; lines_sealed: Uint8Array }
  /** What jobs about environments found: validations, tests, migrations, resets. */
  readonly environment_runs: {
    team_id: Id
    /** Of its job. */
    id: Id
    environment_id: Id
    kind: 'validation' | 'test' | 'reset' | 'rollback' | 'schema'
    passed: Flag
    report_sealed: Uint8Array
    at: Time
    created_by: string
  }
  readonly policies: {
    team_id: Id
    id: Id
    name: string
    /** What is used where none is named; 0 while all that there is are proposals. */
    version: number
    created_at: Time
    created_by: string
    updated_at: Time
  }
  readonly policy_versions: {
    team_id: Id
    id: Id
    policy_id: Id
    version: number
    status: 'proposed' | 'accepted'
    /** The file, to the letter. */
    text_sealed: Uint8Array
    fingerprint: string
    tables: number
    undecided: number
    note: string | null
    created_at: Time
    created_by: string
  }
  /** A place outside that a team takes data from, or sends it to. */
  readonly connectors: {
    team_id: Id
    id: Id
    /** Unique in the team. */
    name: string
    kind: 'postgres' | 'sqlite' | 'files' | 'http' | 's3'
    use: 'import' | 'export' | 'both'
    /** Where it is. */
    settings_sealed: Uint8Array
    /** What lets one in there: it is never told. */
    secret_sealed: Uint8Array
    checked_at: Time | null
    /** The code of why it could not be reached; null where it could. */
    check_error: string | null
    created_at: Time
    created_by: string
  }
  /** One import or export: over all tries of its job, and over the jobs that go on with it. */
  readonly transfers: {
    team_id: Id
    id: Id
    connector_id: Id
    direction: 'import' | 'export'
    dataset_id: Id
    version: number | null
    /** The one that does it, or did last. */
    job_id: Id
    /** completed: in the transaction that completed the job. */
    state: 'running' | 'completed' | 'failed' | 'cancelled'
    objects: number
    rows: number
    rejected: number
    error_code: string | null
    /** Objects, and rows that were rejected with the reasons; no values. */
    report_sealed: Uint8Array | null
    started_at: Time
    started_by: string
    ended_at: Time | null
  }
  /** What was taken or placed so far and where to go on: added to, gone when all of it is there. */
  readonly transfer_steps: {
    team_id: Id
    transfer_id: Id
    /** Digits, as many in all. */
    step: string
    step_sealed: Uint8Array
    at: Time
  }
}

/** What belongs to the system, and is granted to teams. */
export interface OperationsSystemTables {
  /** How many failed sign-ins are left, of an account, a network, both: for all processes. */
  readonly sign_in_buckets: {
    /** A hash of whose it is. */
    name: string
    tokens: number
    taken_at: Time
  }
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
    /** Names are the same whatever the case of their letters. */
    lower_name: string
    type: 'production' | 'test' | 'training' | 'development'
    status: 'active' | 'inactive' | 'cloning' | 'error'
    /** Always of production. */
    is_read_only: Flag
    tags: JsonText
    /** URL and secrets. */
    connection_sealed: Uint8Array
    /** What values are masked by that come from it, or go into it. */
    key_sealed: Uint8Array | null
    key_id: string | null
    /** Suites of probes, which may hold secrets. */
    suites_sealed: Uint8Array | null
    /** From one look at its health to the next; null where nobody looks by himself. */
    watch_seconds: number | null
    health: 'healthy' | 'degraded' | 'unhealthy' | null
    checked_at: Time | null
    /** The job that is at work on it, or has left something there. */
    clone_team: Id | null
    clone_job: Id | null
    /** Its status before that job. */
    before_clone: 'active' | 'inactive' | 'error' | null
    created_at: Time
    created_by: string
    updated_at: Time
  }
  readonly environment_grants: {
    environment_id: Id
    team_id: Id
    /** read: seen and checked. clone: copied from and into. admin: rolled back, reset, migrated. */
    level: 'read' | 'clone' | 'admin'
    /** What the team means where it names none. */
    is_active: Flag
    created_at: Time
    created_by: string
  }
  readonly environment_health: {
    environment_id: Id
    id: Id
    at: Time
    status: 'healthy' | 'degraded' | 'unhealthy'
    checks: JsonText
  }
  /** One that is not resolved at most, for each environment. */
  readonly environment_incidents: {
    environment_id: Id
    id: Id
    health: 'degraded' | 'unhealthy'
    title: string
    times: number
    opened_at: Time
    seen_at: Time
    resolved_at: Time | null
  }
}

/** Parts of one clone, for several workers. */
export interface ClonePartsTables {
  /** Of a clone that others may help with. */
  readonly clone_shares: {
    team_id: Id
    clone: Id
    /** Grows with each opening and closing; whoever helps with an older one notes nothing more. */
    opening: number
    /** What helpers have to know; null while nothing is offered. */
    state_sealed: Uint8Array | null
  }
  /** What is to be copied, as long as it is offered. */
  readonly clone_parts: {
    team_id: Id
    id: string
    clone: Id
    position: number
    /** Names and a condition. */
    part_sealed: Uint8Array
    is_done: Flag
    /** The partition of the job, and the taking of that, that has it: it has it for as long as that holds. */
    taken_by: number | null
    fence: number | null
    /** Grows while whoever has it lives. */
    beats: number
  }
}
