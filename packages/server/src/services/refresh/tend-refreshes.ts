import type { Call } from '../call.ts'
import { change } from '../change.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { advanceRefresh } from './advance-refresh.ts'
import { discardJobs } from './cancel-refresh.ts'
import { findRefresh } from './refresh.ts'
import { stopRefresh } from './stop-refresh.ts'

/** Whatever keeps one from its end, such as a check that nobody can do, keeps it no longer. */
const longestMs = 24 * 3_600_000
const keptMs = 400 * 24 * 3_600_000

/**
 * For every team: goes on with refreshes whose process died before all their jobs were there, ends those that have gone
 * on for a day, and forgets old ones. To be repeated; a team where it fails keeps no other from its turn.
 */
export async function tendRefreshes(services: JobServices, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  for (const team of await services.store.places()) {
    if (signal.aborted) return
    try {
      await tendTeam(services, team, signal)
    } catch (thrown) {
      // Any failure: the next team has its turn all the same.
      failures.push(thrown)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some teams’ refreshes could not be tended')
}

async function tendTeam(services: JobServices, team: string, signal: AbortSignal): Promise<void> {
  const before = (ms: number) => new Date(services.now().getTime() - ms).toISOString()
  const { running, old } = await services.store.readTeam(team, async (db) => ({
    running: await db
      .selectFrom('refreshes')
      .select(['id', 'started_by', 'started_at'])
      .where('team_id', '=', team)
      .where('state', '=', 'running')
      .execute(),
    old: await db
      .selectFrom('refreshes')
      .select('id')
      .where('team_id', '=', team)
      .where('ended_at', '<', before(keptMs))
      .limit(1)
      .executeTakeFirst(),
  }))
  for (const { id, started_by, started_at } of running) {
    const call: Call = { actor: { kind: 'system', for: started_by }, requestId: `refresh:${id}`, ip: null, signal }
    if (started_at < before(longestMs)) await giveUp(services, call, team, id)
    else await advanceRefresh(services, call, team, id)
  }
  if (!old) return
  await services.store.team(team, (tx) =>
    tx.deleteFrom('refreshes').where('team_id', '=', team).where('ended_at', '<', before(keptMs)).execute(),
  )
}

async function giveUp(services: JobServices, call: Call, team: string, id: string): Promise<void> {
  const jobs = await change(services, call, team, async (tx, note) => {
    const refresh = await findRefresh(tx, team, id)
    if (refresh.state !== 'running') return []
    const why = { state: 'failed', errorCode: 'REFRESH_TIMED_OUT', reason: 'it had not ended after a day' } as const
    return stopRefresh(tx, note, { team, refresh, ...why, at: services.now() })
  })
  await discardJobs(services, team, jobs)
}
