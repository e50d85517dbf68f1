import type { Flag, Id, JsonText, Time } from './columns.ts'

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
    created_at: Time
  }
  readonly memberships: { team_id: Id; user_id: Id; role: 'read' | 'write' | 'admin'; created_at: Time }
  readonly sessions: {
    id: Id
    user_id: Id
    /** Of the refresh token that is good now, and of the one before: whoever shows the latter ends the session. */
    refresh_hash: string
    previous_refresh_hash: string | null
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
    created_by: Id
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
    wrapped: Uint8Array
    /** Which key of the ring wrapped it. */
    ring_key: string
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
    /** Of actor, method, path and key. */
    id: string
    request_hash: string
    status: number | null
    answer_sealed: Uint8Array | null
    created_at: Time
  }
  readonly settings: { name: string; value: JsonText }
}
