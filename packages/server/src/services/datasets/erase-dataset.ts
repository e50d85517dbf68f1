import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findDataset } from './dataset.ts'
import { dropReferences } from './write/drop-references.ts'

/**
 * For ever. The key that sealed its chunks goes with its rows, in one transaction: what is left of them anywhere is
 * noise. Then the blobs themselves; where the process ends before, the sweep takes them. What quality kept of its rows
 * goes too. That it was there, and was erased, stays in the trail.
 */
export async function eraseDataset(services: Services, call: Call, teamNamed: string, named: string): Promise<void> {
  const { id: team } = await teamFor(services, call, 'datasets.erase', teamNamed)
  const at = services.now().toISOString()
  const blobs = await change(services, call, team, async (tx, note) => {
    const { id: dataset, name } = await findDataset(tx, team, named)
    const versions = await tx
      .selectFrom('versions')
      .select(['version', 'rows'])
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .execute()
    const ofIt = await tx
      .selectFrom('chunks')
      .select('blob')
      .distinct()
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .execute()
    for (const { version } of versions) await dropReferences(tx, { team, dataset, version })
    await tx.deleteFrom('blobs').where('team_id', '=', team).where('references', '<=', 0).execute()
    await tx.deleteFrom('leases').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx.deleteFrom('quality_runs').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx.deleteFrom('quality_rules').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx
      .updateTable('versions')
      .set({ status: 'erased', schema_sealed: null, content_hash: null, origin: '{}' })
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .execute()
    await tx
      .updateTable('datasets')
      .set({ key_sealed: null, erased_at: at, description: '', published_version: null, retention: null })
      .where('team_id', '=', team)
      .where('id', '=', dataset)
      .execute()
    const rows = versions.reduce((sum, version) => sum + Number(version.rows), 0)
    const details = { name, versions: versions.length, rows }
    note.audit({ action: 'dataset.erase', subject: `dataset:${dataset}`, details })
    note.event({ type: 'dataset.erased', subject: `dataset:${dataset}`, data: { name } })
    return ofIt.map(({ blob }) => blob)
  })
  await services.blobs.delete(team, blobs)
}
