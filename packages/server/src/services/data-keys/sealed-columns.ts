import type { TeamTables } from '../../store/tables/team-tables.ts'
import { clonePlace } from '../clones/clone.ts'
import { connectorPlace } from '../connectors/connector.ts'
import { stepPlace } from '../connectors/transfers/step-log.ts'
import { reportPlace } from '../connectors/transfers/transfer.ts'
import { keyPlace } from '../datasets/chunks/dataset-key.ts'
import { runPlace } from '../environments/environment-run.ts'
import { errorPlace } from '../jobs/job.ts'
import { inputPlace } from '../jobs/job-input.ts'
import { noticePlace } from '../notifications/notice.ts'
import { policyPlace } from '../policies/policy.ts'
import { seedPlace } from '../refresh/refresh.ts'
import { seedPlace as scheduleSeedPlace } from '../schedules/schedule.ts'
import { webhookPlace } from '../webhooks/webhook.ts'

/** A column that the team's key seals, in a table whose rows have an id. */
export interface SealedColumn {
  readonly table: keyof TeamTables
  readonly column: string
  /** What tells rows apart within a team. */
  readonly key: readonly string[]
  /** What the ciphertext of a row is bound to: made of its key. */
  readonly place: (...key: string[]) => string
}

/** All of them: what is missing here stays under a key that was rotated away. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'clones', column: 'plan_sealed', key: ['id'], place: (id = '') => clonePlace('plan', id) },
  { table: 'clones', column: 'record_sealed', key: ['id'], place: (id = '') => clonePlace('record', id) },
  { table: 'clones', column: 'verification_sealed', key: ['id'], place: (id = '') => clonePlace('verification', id) },
  { table: 'clone_ledger', column: 'lines_sealed', key: ['id'], place: (id = '') => clonePlace('ledger', id) },
  { table: 'clone_shares', column: 'state_sealed', key: ['clone'], place: (clone = '') => clonePlace('share', clone) },
  { table: 'clone_parts', column: 'part_sealed', key: ['id'], place: (id = '') => clonePlace('part', id) },
  { table: 'environment_runs', column: 'report_sealed', key: ['id'], place: (id = '') => runPlace(id) },
  { table: 'policy_versions', column: 'text_sealed', key: ['id'], place: (id = '') => policyPlace(id) },
  { table: 'datasets', column: 'key_sealed', key: ['id'], place: (id = '') => keyPlace(id) },
  { table: 'jobs', column: 'input_sealed', key: ['id'], place: (id = '') => inputPlace(id) },
  { table: 'jobs', column: 'error_sealed', key: ['id'], place: (id = '') => errorPlace(id) },
  { table: 'schedules', column: 'seed_sealed', key: ['id'], place: (id = '') => scheduleSeedPlace(id) },
  { table: 'webhooks', column: 'url_sealed', key: ['id'], place: (id = '') => webhookPlace('url', id) },
  { table: 'webhooks', column: 'secret_sealed', key: ['id'], place: (id = '') => webhookPlace('secret', id) },
  { table: 'notices', column: 'address_sealed', key: ['id'], place: (id = '') => noticePlace(id) },
  { table: 'refreshes', column: 'seed_sealed', key: ['id'], place: (id = '') => seedPlace(id) },
  { table: 'connectors', column: 'settings_sealed', key: ['id'], place: (id = '') => connectorPlace('settings', id) },
  { table: 'connectors', column: 'secret_sealed', key: ['id'], place: (id = '') => connectorPlace('secret', id) },
  { table: 'transfers', column: 'report_sealed', key: ['id'], place: (id = '') => reportPlace(id) },
  {
    table: 'transfer_steps',
    column: 'step_sealed',
    key: ['transfer_id', 'step'],
    place: (transfer = '', step = '') => stepPlace(transfer, step),
  },
  { table: 'team_config', column: 'config_sealed', key: ['team_id'], place: () => 'team_config/config' },
]

/** A dataset's own key seals these: they go with it, and that is sealed anew. */
export const underDatasetKey: ReadonlySet<string> = new Set([
  'versions.schema_sealed',
  'quality_rules.rules_sealed',
  'quality_runs.report_sealed',
  'quality_runs.samples_sealed',
  'quality_profiles.profile_sealed',
  'incidents.note_sealed',
  'fidelity_reports.report_sealed',
])
