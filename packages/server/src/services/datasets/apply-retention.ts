import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import type { Retention } from './dataset.ts'
import { eraseVersion } from './erase-version.ts'
import { oldVersions } from './old-versions.ts'

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
  retention: Retention,
): Promise<number> {
  const now = services.now()
  return change(services, call, team, async (tx, note) => {
    const old = await oldVersions(tx, { team, dataset, now }, retention)
    for (const { version } of old) await eraseVersion(tx, note, { team, dataset, version }, 'retention')
    return old.length
  })
}
