import type { Services } from '../call.ts'
import { discardVersion } from './write/discard-version.ts'

const grace = 86_400_000
/** Those that one request writes. What a job writes, the job gives up by itself. */
const ofOneRequest: ReadonlySet<unknown> = new Set(['upload', 'distribution'])

/** Versions of requests that ended with their process. How many went. */
export async function discardAbandoned({ store, now }: Pick<Services, 'store' | 'now'>, team: string): Promise<number> {
  const old = new Date(now().getTime() - grace).toISOString()
  const hidden = await store.readTeam(team, (db) =>
    db
      .selectFrom('versions')
      .select(['dataset_id', 'version', 'origin'])
      .where('team_id', '=', team)
      .where('status', '=', 'hidden')
      .where('created_at', '<', old)
      .execute(),
  )
  const abandoned = hidden.filter(({ origin }) => ofOneRequest.has(JSON.parse(origin).kind))
  for (const { dataset_id: dataset, version } of abandoned) await discardVersion({ store }, { team, dataset, version })
  return abandoned.length
}
