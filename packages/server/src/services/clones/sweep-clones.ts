import type { Call } from '../call.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import { releaseEnvironment } from '../environments/hold-environment.ts'
import { takeAway } from './end-clone.ts'

/** As long as jobs are, whose reports they are. */
const reportsKeptMs = 90 * 24 * 3_600_000

/**
 * What cancelled clones have left where their database did not answer then; and environments that are held by a job that is
 * over, because its worker died in between. What failed and can be gone on with stays.
 */
export async function sweepClones(services: EnvironmentServices, signal: AbortSignal): Promise<void> {
  const { store } = services
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: 'clone-sweep', ip: null, signal }
  for (const team of await store.places()) {
    if (signal.aborted) return
    const left = await store.readTeam(team, (db) =>
      db
        .selectFrom('clones')
        .selectAll()
        .where('team_id', '=', team)
        .where('is_left', '=', 1)
        .where('status', '=', 'cancelled')
        .execute(),
    )
    for (const row of left) await takeAway(services, call, row, 'cancelled')
    const outdated = new Date(services.now().getTime() - reportsKeptMs).toISOString()
    await store.team(team, (tx) =>
      tx.deleteFrom('environment_runs').where('team_id', '=', team).where('at', '<', outdated).execute(),
    )
  }
  const held = await store.readSystem((db) =>
    db
      .selectFrom('environments')
      .select(['id', 'clone_team', 'clone_job'])
      .where('clone_job', 'is not', null)
      .execute(),
  )
  for (const { id, clone_team: team, clone_job: job } of held) {
    if (team === null || job === null || signal.aborted) continue
    const state = await store.readTeam(team, async (db) => ({
      job: await db
        .selectFrom('jobs')
        .select('status')
        .where('team_id', '=', team)
        .where('id', '=', job)
        .executeTakeFirst(),
      clone: await db
        .selectFrom('clones')
        .select(['is_left', 'status'])
        .where('team_id', '=', team)
        .where('job_id', '=', job)
        .executeTakeFirst(),
    }))
    const isOver = state.job === undefined || !['pending', 'running'].includes(state.job.status)
    if (!isOver || state.clone?.is_left === 1 || state.clone?.status === 'in_progress') continue
    await releaseEnvironment(services, id, job, state.job?.status === 'completed' ? 'active' : undefined)
  }
}
