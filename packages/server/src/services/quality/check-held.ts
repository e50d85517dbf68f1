import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { startJob } from '../jobs/start-job.ts'

/**
 * Starts the check of every version of a team that is held and has none. A check that was given up is not begun anew by
 * itself: an incident waits for people. How many were started. Safe to repeat, and in several processes.
 */
export async function checkHeld(services: JobServices, team: string, signal: AbortSignal): Promise<number> {
  const kind = services.kinds.get('validate')
  if (!kind) throw new Error('the server was started without jobs of kind validate')
  const held = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('versions as v')
      .select(['v.dataset_id', 'v.version', 'v.created_by'])
      .where('v.team_id', '=', team)
      .where('v.status', '=', 'hidden')
      .where('v.content_hash', 'is not', null)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('quality_runs as r')
              .leftJoin('jobs as j', (on) => on.onRef('j.team_id', '=', 'r.team_id').onRef('j.id', '=', 'r.job_id'))
              .select('r.id')
              .where('r.team_id', '=', team)
              .whereRef('r.dataset_id', '=', 'v.dataset_id')
              .whereRef('r.version', '=', 'v.version')
              // A check whose process died before it had a job is none.
              .where((of) => of.or([of('r.status', '<>', 'running'), of('j.id', 'is not', null)])),
          ),
        ),
      )
      .execute(),
  )
  let started = 0
  const failures: unknown[] = []
  for (const { dataset_id: dataset, version, created_by } of held) {
    const call: Call = { actor: { kind: 'system', for: created_by }, requestId: 'quality-gate', ip: null, signal }
    try {
      await startJob(services, call, { team, kind, request: { dataset, version: Number(version), gate: true } })
      started++
    } catch (thrown) {
      // It is being checked, the team is archived or has too many jobs, or the dataset is gone: the next look tells.
      if (!(thrown instanceof RequestError)) failures.push(thrown)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'checks of held versions could not be started')
  return started
}
