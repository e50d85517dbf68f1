import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { type Job, jobColumns, jobOf } from '../jobs/job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import type { RefreshSeed } from './remake-for.ts'
import { startRefresh } from './start-refresh.ts'

export interface DatasetRefresh {
  readonly team: string
  readonly dataset: string
  /** As the team prefers where it is left out. */
  readonly seed?: RefreshSeed | undefined
}

/** A refresh of one dataset: the job that makes its next version. */
export async function refreshDataset(
  services: JobServices,
  call: Call,
  { team: named, dataset, seed }: DatasetRefresh,
): Promise<Job> {
  const { team, started, skipped } = await startRefresh(services, call, { team: named, datasets: [dataset], seed })
  const [left] = skipped
  if (left) throw new RequestError('NOT_REFRESHABLE', { message: left.why })
  const job = started[0]?.job
  const row =
    job &&
    (await services.store.readTeam(team, (db) =>
      db.selectFrom('jobs').select(jobColumns).where('team_id', '=', team).where('id', '=', job).executeTakeFirst(),
    ))
  if (row) return jobOf(services.sealer, row)
  throw new RequestError('LIMIT_EXCEEDED', {
    message: 'the team has too many jobs that wait or run: it is made when some of them have ended',
    details: { limit: 'openJobs' },
  })
}
