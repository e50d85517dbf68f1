import type { TeamTables } from '../../store/tables/team-tables.ts'
import { keyPlace } from '../datasets/chunks/dataset-key.ts'
import { errorPlace } from '../jobs/job.ts'
import { inputPlace } from '../jobs/job-input.ts'
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
  { table: 'datasets', column: 'key_sealed', key: ['id'], place: (id = '') => keyPlace(id) },
  { table: 'jobs', column: 'input_sealed', key: ['id'], place: (id = '') => inputPlace(id) },
  { table: 'jobs', column: 'error_sealed', key: ['id'], place: (id = '') => errorPlace(id) },
  { table: 'webhooks', column: 'url_sealed', key: ['id'], place: (id = '') => webhookPlace('url', id) },
  { table: 'webhooks', column: 'secret_sealed', key: ['id'], place: (id = '') => webhookPlace('secret', id) },
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
])
