import type { FirstSystemTables } from '../tables/system-tables.ts'
import { operationsSystemShape } from './operations-system-shape.ts'
import type { ShapesOf } from './table-shape.ts'

const ofUser = { columns: ['user_id'], to: 'users', referenced: ['id'], onDelete: 'cascade' } as const
const ofTeam = { columns: ['team_id'], to: 'teams', referenced: ['id'] } as const

/** What the first migration makes. */
export const firstSystemShape = {
  users: {
    columns: {
      id: 'text',
      email: 'text',
      name: 'text',
      password_hash: 'text?',
      oidc_subject: 'text?',
      is_system_admin: 'flag',
      status: 'text',
      created_at: 'text',
    },
    primaryKey: ['id'],
    indexes: [
      { columns: ['email'], unique: true },
      { columns: ['oidc_subject'], unique: true, where: 'oidc_subject is not null' },
    ],
  },
  teams: {
    columns: { id: 'text', slug: 'text', name: 'text', status: 'text', access_level: 'text?', created_at: 'text' },
    primaryKey: ['id'],
    indexes: [{ columns: ['slug'], unique: true }],
  },
  memberships: {
    columns: { team_id: 'text', user_id: 'text', role: 'text', created_at: 'text' },
    primaryKey: ['team_id', 'user_id'],
    foreignKeys: [ofTeam, ofUser],
    indexes: [{ columns: ['user_id'] }],
  },
  sessions: {
    columns: {
      id: 'text',
      user_id: 'text',
      refresh_hash: 'text',
      ip: 'text',
      agent: 'text',
      created_at: 'text',
      used_at: 'text',
      expires_at: 'text',
      revoked_at: 'text?',
    },
    primaryKey: ['id'],
    foreignKeys: [ofUser],
    indexes: [{ columns: ['user_id'] }, { columns: ['refresh_hash'] }],
  },
  api_keys: {
    columns: {
      id: 'text',
      team_id: 'text',
      created_by: 'text',
      name: 'text',
      secret_hash: 'text',
      scopes: 'text',
      created_at: 'text',
      expires_at: 'text',
      used_at: 'text?',
      revoked_at: 'text?',
    },
    primaryKey: ['id'],
    foreignKeys: [ofTeam],
    indexes: [{ columns: ['team_id'] }],
  },
  links: {
    columns: {
      id: 'text',
      kind: 'text',
      token_hash: 'text',
      user_id: 'text',
      team_id: 'text?',
      role: 'text?',
      created_at: 'text',
      expires_at: 'text',
      used_at: 'text?',
    },
    primaryKey: ['id'],
    foreignKeys: [ofUser, ofTeam],
    indexes: [{ columns: ['token_hash'], unique: true }],
  },
  signing_keys: {
    columns: { id: 'text', public_jwk: 'text', private_sealed: 'bytes', created_at: 'text', retired_at: 'text?' },
    primaryKey: ['id'],
  },
  data_keys: {
    columns: {
      id: 'text',
      team_id: 'text?',
      purpose: 'text',
      wrapped: 'bytes',
      ring_key: 'text',
      seals: 'integer',
      created_at: 'text',
      retired_at: 'text?',
      erased_at: 'text?',
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['team_id', 'purpose'] }],
  },
  queue: {
    columns: {
      team_id: 'text',
      job_id: 'text',
      partition: 'integer',
      ready_at: 'text',
      attempts: 'integer',
      fence: 'integer',
      worker: 'text?',
      lease_until: 'text?',
    },
    primaryKey: ['team_id', 'job_id', 'partition'],
    indexes: [{ columns: ['ready_at'] }],
  },
  idempotency: {
    columns: {
      id: 'text',
      team_id: 'text?',
      request_hash: 'text',
      status: 'integer?',
      answer_sealed: 'bytes?',
      created_at: 'text',
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['created_at'] }, { columns: ['team_id'] }],
  },
  system_audit: {
    columns: {
      position: 'integer',
      team_id: 'text?',
      at: 'text',
      actor: 'text',
      ip: 'text?',
      request_id: 'text?',
      action: 'text',
      subject: 'text',
      details: 'text',
      before_digest: 'text?',
      after_digest: 'text?',
      seal: 'text',
    },
    primaryKey: ['position'],
    indexes: [{ columns: ['team_id', 'position'] }],
    appendOnly: true,
  },
  system_audit_checkpoints: {
    columns: { position: 'integer', at: 'text', seal: 'text', signature: 'text', key_id: 'text' },
    primaryKey: ['position'],
    appendOnly: true,
  },
  system_heads: { columns: { name: 'text', position: 'integer' }, primaryKey: ['name'] },
  settings: { columns: { name: 'text', value: 'text' }, primaryKey: ['name'] },
} as const satisfies ShapesOf<FirstSystemTables>

export const systemShape = { ...firstSystemShape, ...operationsSystemShape }
