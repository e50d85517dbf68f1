import { ServerError } from '../../errors/server-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { leaveRefresh } from '../refresh/leave-refresh.ts'
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
      .select(['version', 'rows', 'origin'])
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
    await leaveRefresh(tx, note, { team, dataset, at: services.now() })
    for (const { version } of versions) await dropReferences(tx, { team, dataset, version })
    await tx.deleteFrom('blobs').where('team_id', '=', team).where('references', '<=', 0).execute()
    await forgetJobs(
      tx,
      team,
      versions.flatMap(({ origin }) => JSON.parse(origin).job ?? []),
    )
    await tx.deleteFrom('transfers').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx.deleteFrom('leases').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx.deleteFrom('incidents').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
    await tx
      .updateTable('fidelity_reports')
      .set({ report_sealed: null })
      .where('team_id', '=', team)
      .where((is) => is.or([is('reference_dataset', '=', dataset), is('holdout_dataset', '=', dataset)]))
      .execute()
    await tx.deleteFrom('quality_profiles').where('team_id', '=', team).where('dataset_id', '=', dataset).execute()
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
      .set({
        key_sealed: null,
        erased_at: at,
        description: '',
        published_version: null,
        retention: null,
        personal: '[]',
      })
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
  await scrubWherePossible(services, team)
}

/** What made its versions: what they were to do is a schema of it. One that still runs ends with this. */
async function forgetJobs(tx: TeamTransaction, team: string, jobs: readonly string[]): Promise<void> {
  for (let at = 0; at < jobs.length; at += 500) {
    const some = jobs.slice(at, at + 500)
    await tx
      .updateTable('jobs')
      .set({ retry_of: null })
      .where('team_id', '=', team)
      .where('retry_of', 'in', some)
      .execute()
    await tx.deleteFrom('jobs').where('team_id', '=', team).where('id', 'in', some).execute()
  }
}

/** It is erased already; what a reader keeps in the store's files meanwhile goes with the next tidying. */
async function scrubWherePossible({ store }: Pick<Services, 'store'>, team: string): Promise<void> {
  try {
    await store.scrub(team)
  } catch (thrown) {
    if (!(thrown instanceof ServerError && thrown.code === 'STORE_BUSY')) throw thrown
  }
}
