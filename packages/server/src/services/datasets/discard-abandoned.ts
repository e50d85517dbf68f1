import type { Services } from '../call.ts'
import { discardVersion } from './write/discard-version.ts'

const hourMs = 3_600_000
/** Those that one request writes. */
const ofOneRequest: ReadonlySet<unknown> = new Set(['upload', 'distribution'])
const requestMs = 24 * hourMs
/** Between a version and the row of its job there is a moment, and after the end of a job another. */
const jobMs = hourMs

/**
 * Versions that nobody writes any more: of requests that ended with their process, and of jobs that are not there, or
 * that failed or were cancelled and left them. One that is held until somebody decides on it is whole, and stays. How
 * many went.
 */
export async function discardAbandoned({ store, now }: Pick<Services, 'store' | 'now'>, team: string): Promise<number> {
  const before = (ms: number) => new Date(now().getTime() - ms).toISOString()
  const abandoned = await store.readTeam(team, async (db) => {
    const hidden = await db
      .selectFrom('versions')
      .select(['dataset_id', 'version', 'origin', 'created_at'])
      .where('team_id', '=', team)
      .where('status', '=', 'hidden')
      .where('content_hash', 'is', null)
      .where('created_at', '<', before(jobMs))
      .execute()
    const jobs = await db
      .selectFrom('jobs')
      .select('id')
      .where('team_id', '=', team)
      .where('status', 'in', ['pending', 'running'])
      .execute()
    const underWay = new Set<unknown>(jobs.map(({ id }) => id))
    return hidden.filter(({ origin, created_at }) => {
      const { kind, job } = JSON.parse(origin)
      return job === undefined ? ofOneRequest.has(kind) && created_at < before(requestMs) : !underWay.has(job)
    })
  })
  for (const { dataset_id: dataset, version } of abandoned) await discardVersion({ store }, { team, dataset, version })
  return abandoned.length
}
