import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { dropReferences } from './write/drop-references.ts'
import type { VersionPlace } from './write/part.ts'

/**
 * A version's rows, schema and what quality kept of its rows, for ever; that it was there stays, and what its checks
 * counted. Blobs are left to the sweep.
 */
export async function eraseVersion(
  tx: TeamTransaction,
  note: TeamNote,
  { team, dataset, version }: VersionPlace,
  why: 'retention' | 'archive',
): Promise<void> {
  await dropReferences(tx, { team, dataset, version })
  await tx
    .updateTable('versions')
    .set({ status: 'erased', schema_sealed: null, content_hash: null })
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .execute()
  await tx
    .updateTable('quality_runs')
    .set({ samples_sealed: null })
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .execute()
  await tx
    .deleteFrom('quality_profiles')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '=', version)
    .execute()
  note.audit({ action: 'version.erase', subject: `dataset:${dataset}`, details: { version, why } })
}
