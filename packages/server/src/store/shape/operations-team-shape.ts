import type { OperationsTeamTables } from '../tables/operations-tables.ts'
import { inTeam as of } from './in-team.ts'
import type { ShapesOf } from './table-shape.ts'

/** What schedules, refreshes and connections of teams are kept in: the second migration makes it. */
export const operationsTeamShape = {
  refreshes: {
    columns: {
      team_id: 'text',
      id: 'text',
      state: 'text',
      together: 'flag',
      schedule_id: 'text?',
      seed_sealed: 'bytes',
      error_code: 'text?',
      reason: 'text?',
      started_by: 'text',
      started_at: 'text',
      ended_at: 'text?',
    },
    primaryKey: ['team_id', 'id'],
    indexes: [
      { columns: ['team_id', 'state'], where: "state = 'running'" },
      { columns: ['team_id', 'schedule_id'], where: 'schedule_id is not null' },
    ],
  },
  refresh_datasets: {
    columns: {
      team_id: 'text',
      refresh_id: 'text',
      dataset_id: 'text',
      position: 'integer',
      name: 'text',
      before: 'integer?',
      state: 'text',
      job_id: 'text?',
      version: 'integer?',
      gate: 'text?',
      run_id: 'text?',
      error_code: 'text?',
      reason: 'text?',
    },
    primaryKey: ['team_id', 'refresh_id', 'dataset_id'],
    foreignKeys: [{ ...of('refreshes', ['refresh_id', 'id']), onDelete: 'cascade' }, of('datasets', ['dataset_id', 'id'])],
    indexes: [{ columns: ['team_id', 'dataset_id', 'version'] }, { columns: ['team_id', 'job_id'] }],
  },
  fidelity_reports: {
    columns: {
      team_id: 'text',
      run_id: 'text',
      dataset_id: 'text',
      version: 'integer',
      reference_dataset: 'text?',
      reference_version: 'integer?',
      holdout_dataset: 'text?',
      holdout_version: 'integer?',
      fidelity: 'text?',
      privacy: 'text?',
      why: 'text?',
      figures: 'text',
      report_sealed: 'bytes?',
      at: 'text',
    },
    primaryKey: ['team_id', 'run_id'],
    foreignKeys: [{ ...of('quality_runs', ['run_id', 'id']), onDelete: 'cascade' }],
    indexes: [{ columns: ['team_id', 'dataset_id', 'version'] }],
  },
  notices: {
    columns: {
      team_id: 'text',
      id: 'text',
      address_sealed: 'bytes',
      tells: 'text',
      active: 'flag',
      created_at: 'text',
      created_by: 'text',
    },
    primaryKey: ['team_id', 'id'],
  },
  mails: {
    columns: {
      team_id: 'text',
      id: 'text',
      notice_id: 'text',
      event_position: 'integer',
      status: 'text',
      attempts: 'integer',
      next_at: 'text?',
      response_code: 'integer?',
      error: 'text?',
    },
    primaryKey: ['team_id', 'id'],
    foreignKeys: [{ ...of('notices', ['notice_id', 'id']), onDelete: 'cascade' }],
    indexes: [
      // One message for one cause.
      { columns: ['team_id', 'notice_id', 'event_position'], unique: true },
      { columns: ['team_id', 'next_at'], where: "status = 'pending'" },
    ],
  },
} as const satisfies ShapesOf<OperationsTeamTables>
