import type { Flag, Id, JsonText, Time } from './columns.ts'
import type { TeamTables } from './team-tables.ts'

/** What belongs to no team. Only services of the system reach it; a request of a team never sees a row of it. */
export interface SystemTables {
  readonly users: {
    id: Id
    /** In lower case, unique. */
    email: string
    name: string
    /** Null where one signs in through OIDC alone, and until an invitation is taken up. */
    password_hash: string | null
    oidc_subject: string | null
    is_system_admin: Flag
    status: 'active' | 'disabled'
    created_at: Time
  }
  readonly teams: {
    id: Id
    /** Unique, in lower case; what URLs show. */
    slug: string
    name: string
    status: 'active' | 'archived' | 'erased'
    /** The most that its members and keys do with its data; null where their roles say it alone. */
    access_level: 'read' | 'write' | null
    created_at: Time
  }
  readonly memberships: { team_id: Id; user_id: Id; role: 'read' | 'write' | 'admin'; created_at: Time }
  readonly sessions: {
    id: Id
    user_id: Id
    /** Of the one refresh token that is good now: whoever shows an older one of the session ends it. */
    refresh_hash: string
    ip: string
    agent: string
    created_at: Time
    used_at: Time
    expires_at: Time
    revoked_at: Time | null
  }
  readonly api_keys: {
    id: Id
    team_id: Id
    /** user:…, system */
    created_by: string
    name: string
    /** HMAC of the secret under the pepper. */
    secret_hash: string
    scopes: JsonText
    created_at: Time
    expires_at: Time
    used_at: Time | null
    revoked_at: Time | null
  }
  /** Sign-in at the first start, invitations, forgotten passwords: good once, for a while. */
  readonly links: {
    id: Id
    kind: 'sign-in' | 'invitation' | 'password'
    token_hash: string
    user_id: Id
    team_id: Id | null
    role: 'read' | 'write' | 'admin' | null
    created_at: Time
    expires_at: Time
    used_at: Time | null
  }
  readonly signing_keys: {
    id: Id
    public_jwk: JsonText
    private_sealed: Uint8Array
    created_at: Time
    /** From then on it signs nothing; it vouches until every token of it has expired. */
    retired_at: Time | null
  }
  /** Data keys, wrapped by a key of the key ring. Erasing one erases for ever what it sealed. */
  readonly data_keys: {
    id: Id
    /** A team, or null for the system's own. */
    team_id: Id | null
    /** seal: AES-256-GCM. hash: HMAC of contents. root: of the system, out of which keys of a purpose are derived. */
    purpose: 'seal' | 'hash' | 'root'
    wrapped: Uint8Array
    /** Which key of the ring wrapped it. */
    ring_key: string
    /** How many seals were reserved of it; never more than a key may make. */
    seals: number
    created_at: Time
    retired_at: Time | null
    erased_at: Time | null
  }
  /** What workers take work from, of the embedded engine: no payload, only where it is. */
  readonly queue: {
    team_id: Id
    job_id: Id
    partition: number
    ready_at: Time
    attempts: number
    /** Grows with each taking: what comes with an older one is refused. */
    fence: number
    worker: string | null
    lease_until: Time | null
  }
  readonly idempotency: {
    /** Keyed, of actor, path and key. */
    id: string
    /** In whose name the answer is sealed, and with whom it goes. */
    team_id: Id | null
    /** Keyed, of the request; empty until a body that is read as it comes has been read. */
    request_hash: string
    /** Null until there is an answer. */
    status: number | null
    answer_sealed: Uint8Array | null
    created_at: Time
  }
  /** Every change of these tables, out of the same transaction; `team_id` says whose administrators may read it. */
  readonly system_audit: {
    position: number
    team_id: Id | null
    at: Time
    /** user:…, key:…, system */
    actor: string
    ip: string | null
    request_id: string | null
    action: string
    subject: string
    details: JsonText
    before_digest: string | null
    after_digest: string | null
    /** HMAC of this row and of the seal before it. */
    seal: string
  }
  readonly settings: { name: string; value: JsonText }
  readonly system_audit_checkpoints: Omit<TeamTables['audit_checkpoints'], 'team_id'>
  /** How far the trail has come: the row is held until commit, so that positions are in its order. */
  readonly system_heads: { name: 'audit'; position: number }
}
