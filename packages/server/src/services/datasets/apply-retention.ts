import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import type { Retention } from './dataset.ts'
import { dropReferences } from './write/drop-references.ts'

const day = 86_400_000

/**
 * Versions that a dataset's retention does not keep are erased: neither among the newest, nor young, nor published, nor
 * leased. For the server itself; how many went. Blobs are left to the sweep.
 */
export async function applyRetention(services: Services, call: Call, team: string): Promise<number> {
  const datasets = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('datasets')
      .select(['id', 'retention'])
      .where('team_id', '=', team)
      .where('erased_at', 'is', null)
      .where('retention', 'is not', null)
      .execute(),
  )
  let gone = 0
  for (const { id, retention } of datasets) {
    if (retention !== null) gone += await retain(services, call, team, id, JSON.parse(retention))
  }
  return gone
}

async function retain(
  services: Services,
  call: Call,
  team: string,
  dataset: string,
  { versions: newest = 1, days = 0 }: Retention,
): Promise<number> {
  const now = services.now()
  const young = new Date(now.getTime() - days * day).toISOString()
  return change(services, call, team, async (tx, note) => {
    const { published_version: published } = await tx
      .selectFrom('datasets')
      .select('published_version')
      .where('team_id', '=', team)
      .where('id', '=', dataset)
      .executeTakeFirstOrThrow()
    const ready = await tx
      .selectFrom('versions')
      .select(['version', 'created_at'])
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('status', '=', 'ready')
      .orderBy('version', 'desc')
      .execute()
    const leased = await tx
      .selectFrom('leases')
      .select('version')
      .distinct()
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset)
      .where('released_at', 'is', null)
      .where('expires_at', '>', now.toISOString())
      .execute()
    const held = new Set([...leased.map(({ version }) => version), published])
    const old = ready.slice(newest).filter((one) => one.created_at < young && !held.has(one.version))
    for (const { version } of old) {
      await dropReferences(tx, { team, dataset, version })
      await tx
        .updateTable('versions')
        .set({ status: 'erased', schema_sealed: null, content_hash: null })
        .where('team_id', '=', team)
        .where('dataset_id', '=', dataset)
        .where('version', '=', version)
        .execute()
      await tx
        .deleteFrom('quality_runs')
        .where('team_id', '=', team)
        .where('dataset_id', '=', dataset)
        .where('version', '=', version)
        .execute()
      note.audit({ action: 'version.erase', subject: `dataset:${dataset}`, details: { version, why: 'retention' } })
    }
    return old.length
  })
}
