import type { Flag, Id, JsonText, Time } from './columns.ts'
import type { ClonePartsTables, OperationsTeamTables } from './operations-tables.ts'

/** In every table of a team: the first part of its primary key and of each foreign key. */
interface OfTeam {
  team_id: Id
}
interface Named extends OfTeam {
  id: Id
  name: string
  created_at: Time
  created_by: string
}

/** What belongs to one team: in a file of its own, or behind forced row-level security. */
export interface TeamTables extends Omit<FirstTeamTables, 'datasets'>, OperationsTeamTables, ClonePartsTables {
  readonly datasets: FirstTeamTables['datasets'] & {
    /** Marks on fields that are, or were thought to be, somebody's. */
    personal: JsonText
  }
}

export interface FirstTeamTables {
  readonly datasets: Named & {
    description: string
    /** What is read where no version is named: it flips in one transaction, when a version has passed its gates. */
    published_version: number | null
    retention: JsonText | null
    /** The key that seals its chunks, sealed by the team's: without it they are noise. Null once erased. */
    key_sealed: Uint8Array | null
    archived_at: Time | null
    erased_at: Time | null
  }
  readonly versions: OfTeam & {
    dataset_id: Id
    version: number
    /** hidden: being written or checked. A version never changes again once it is ready; archived, it is kept and not read. */
    status: 'hidden' | 'ready' | 'refused' | 'archived' | 'erased'
    origin: JsonText
    schema_sealed: Uint8Array | null
    /** Keyed by the team: of the chunks' hashes in order. */
    content_hash: string | null
    rows: number
    bytes: number
    created_at: Time
    created_by: string
  }
  readonly version_entities: OfTeam & {
    dataset_id: Id
    version: number
    entity: string
    position: number
    rows: number
    columns: JsonText
    primary_key: JsonText
  }
  readonly chunks: OfTeam & {
    dataset_id: Id
    version: number
    entity: string
    ordinal: number
    first_row: number
    rows: number
    bytes: number
    /** Its name in the blob store: keyed by the dataset, of the rows' bytes. */
    blob: string
  }
  /** How many chunks refer to a blob; one that nobody refers to is swept. */
  readonly blobs: OfTeam & { hash: string; references: number; bytes: number; created_at: Time }
  /** Only of BlobStore `database`. */
  readonly blob_bytes: OfTeam & { hash: string; sealed: Uint8Array; stored_at: Time }
  readonly leases: OfTeam & {
    id: Id
    dataset_id: Id
    version: number
    entity: string
    holder: string
    /** user:…, key:…, system: whose it is to renew and to give back. */
    taken_by: string
    taken_at: Time
    expires_at: Time
    released_at: Time | null
  }
  readonly leased_rows: OfTeam & { dataset_id: Id; version: number; entity: string; row: number; lease_id: Id }
  readonly jobs: OfTeam & {
    id: Id
    kind: string
    status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'
    /** What is to be done: a schema, a dataset, rules. */
    input_sealed: Uint8Array
    result: JsonText | null
    progress: number
    /** Why it failed: it may quote the schema. */
    error_sealed: Uint8Array | null
    cancel_requested: Flag
    attempt: number
    retry_of: Id | null
    usage: JsonText | null
    created_at: Time
    created_by: string
    started_at: Time | null
    finished_at: Time | null
  }
  readonly job_partitions: OfTeam & {
    job_id: Id
    partition: number
    status: 'pending' | 'running' | 'completed'
    /** Grows with each taking; whoever has an older one writes nothing more. */
    fence: number
    /** How often it was taken and not given back by a server that closed: what kills its workers is given up. */
    tries: number
    progress: number
    rows: number
    usage: JsonText | null
    result: JsonText | null
  }
  readonly job_log: OfTeam & {
    job_id: Id
    position: number
    at: Time
    level: 'info' | 'warning' | 'error'
    text: string
  }
  /** What a dataset is held against. A version never changes; the newest one counts. */
  readonly quality_rules: OfTeam & {
    dataset_id: Id
    version: number
    /** Rules may name values: sealed by the dataset's key, as all that quality keeps of rows. */
    rules_sealed: Uint8Array
    /** Of what the rules demand, keyed by the dataset. */
    hash: string
    rules: number
    /** What a new version has to pass before it is read; null where nothing. */
    gate: JsonText | null
    /** How many failing rows are kept of a rule, masked, and for how long. */
    samples: JsonText
    created_at: Time
    created_by: string
  }
  /** Checks: one for each job that held a version against rules. */
  readonly quality_runs: OfTeam & {
    id: Id
    dataset_id: Id
    version: number
    rules_version: number
    job_id: Id
    status: 'running' | 'done' | 'given up'
    outcome: 'passed' | 'warned' | 'failed' | 'not evaluated' | null
    /** Of a version that its gate refused by this check: the code of what it violates. */
    refused_for: string | null
    score: number | null
    metrics: JsonText | null
    report_sealed: Uint8Array | null
    /** Masked failing rows, which go earlier than the rest. */
    samples_sealed: Uint8Array | null
    started_at: Time
    at: Time | null
  }
  /** What a look at the rows of a version told. */
  readonly quality_profiles: OfTeam & {
    dataset_id: Id
    version: number
    profile_sealed: Uint8Array
    at: Time
  }
  readonly incidents: OfTeam & {
    id: Id
    /** What went wrong, of what: unique among those that are not resolved. */
    cause: string
    dataset_id: Id
    /** In which it was seen last. */
    version: number
    entity: string | null
    /** The id of the rule that does not hold; null where a check could not be done. */
    rule: string | null
    severity: 'critical' | 'major' | 'minor'
    status: 'open' | 'acknowledged' | 'snoozed' | 'resolved'
    title: string
    /** Counts and names. */
    details: JsonText
    note_sealed: Uint8Array | null
    owner: string | null
    snoozed_until: Time | null
    opened_at: Time
    seen_at: Time
    times: number
    resolved_at: Time | null
    /** user:…, key:…, system */
    resolved_by: string | null
  }
  readonly team_config: OfTeam & { config_sealed: Uint8Array; updated_at: Time; revision: number }
  readonly distributions: OfTeam & {
    id: Id
    dataset_id: Id
    version: number
    from_team: Id
    from_dataset: Id
    from_version: number
    customizations: JsonText
    at: Time
  }
  /** Every change, in the order in which it was committed: out of the same transaction. */
  readonly events: OfTeam & {
    position: number
    id: Id
    type: string
    subject: string
    data: JsonText
    at: Time
    actor: string
  }
  readonly webhooks: OfTeam & {
    id: Id
    url_sealed: Uint8Array
    secret_sealed: Uint8Array
    types: JsonText
    active: Flag
    created_at: Time
    created_by: string
  }
  readonly deliveries: OfTeam & {
    id: Id
    webhook_id: Id
    event_position: number
    status: 'pending' | 'delivered' | 'failed'
    attempts: number
    next_at: Time | null
    response_status: number | null
    error: string | null
  }
  readonly audit: OfTeam & {
    position: number
    at: Time
    /** user:…, key:…, system */
    actor: string
    ip: string | null
    request_id: string | null
    action: string
    subject: string
    /** Counts, hashes and names; never a value of the data. */
    details: JsonText
    before_digest: string | null
    after_digest: string | null
    /** HMAC of this row and of the seal before it. */
    seal: string
  }
  readonly audit_checkpoints: OfTeam & { position: number; at: Time; seal: string; signature: string; key_id: Id }
  /** How far the trail and the outbox have come: the row is held until commit, so that positions are in its order. */
  readonly heads: OfTeam & { name: 'audit' | 'events'; position: number }
}
