import type { OperationsSystemTables } from '../tables/operations-tables.ts'
import type { ShapesOf } from './table-shape.ts'

/** Environments, which belong to the system and are granted to teams: the second migration makes it. */
export const operationsSystemShape = {
  sign_in_buckets: {
    columns: { name: 'text', tokens: 'real', taken_at: 'text' },
    primaryKey: ['name'],
    indexes: [{ columns: ['taken_at'] }],
  },
  instances: {
    columns: {
      id: 'text',
      version: 'text',
      schema: 'integer',
      role: 'text',
      host: 'text',
      process: 'integer',
      started_at: 'text',
      seen_at: 'text',
      ended_at: 'text?',
    },
    primaryKey: ['id'],
  },
  environments: {
    columns: {
      id: 'text',
      name: 'text',
      lower_name: 'text',
      type: 'text',
      status: 'text',
      is_read_only: 'flag',
      tags: 'text',
      connection_sealed: 'bytes',
      key_sealed: 'bytes?',
      key_id: 'text?',
      suites_sealed: 'bytes?',
      watch_seconds: 'integer?',
      health: 'text?',
      checked_at: 'text?',
      clone_team: 'text?',
      clone_job: 'text?',
      before_clone: 'text?',
      created_at: 'text',
      created_by: 'text',
      updated_at: 'text',
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['lower_name'], unique: true }],
  },
  environment_grants: {
    columns: {
      environment_id: 'text',
      team_id: 'text',
      level: 'text',
      is_active: 'flag',
      created_at: 'text',
      created_by: 'text',
    },
    primaryKey: ['environment_id', 'team_id'],
    foreignKeys: [
      { columns: ['environment_id'], to: 'environments', referenced: ['id'], onDelete: 'cascade' },
      { columns: ['team_id'], to: 'teams', referenced: ['id'] },
    ],
    indexes: [{ columns: ['team_id'] }, { columns: ['team_id', 'is_active'], unique: true, where: 'is_active = 1' }],
  },
  environment_health: {
    columns: { environment_id: 'text', id: 'text', at: 'text', status: 'text', checks: 'text' },
    primaryKey: ['environment_id', 'id'],
    foreignKeys: [{ columns: ['environment_id'], to: 'environments', referenced: ['id'], onDelete: 'cascade' }],
  },
  environment_incidents: {
    columns: {
      environment_id: 'text',
      id: 'text',
      health: 'text',
      title: 'text',
      times: 'integer',
      opened_at: 'text',
      seen_at: 'text',
      resolved_at: 'text?',
    },
    primaryKey: ['environment_id', 'id'],
    foreignKeys: [{ columns: ['environment_id'], to: 'environments', referenced: ['id'], onDelete: 'cascade' }],
    indexes: [{ columns: ['environment_id', 'resolved_at'], unique: true, where: 'resolved_at is null' }],
  },
} as const satisfies ShapesOf<OperationsSystemTables>
