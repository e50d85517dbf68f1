import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import type { EnvironmentServices } from '../environments/environment.ts'
import { cancelJob } from '../jobs/cancel-job.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Clone, cloneOf } from './clone.ts'
import { cloneFor } from './clone-for.ts'
import { takeAway } from './end-clone.ts'

/**
 * From the answer on nothing of it takes the target's place; whoever is at it stops within a beat. What a clone that failed
 * has left to be gone on with is taken away too. Safe to repeat.
 */
export async function cancelClone(
  services: EnvironmentServices & JobServices,
  call: Call,
  { team, clone }: { readonly team?: string | undefined; readonly clone: string },
): Promise<Clone> {
  const asked = { team, clone, action: 'clones.cancel' } as const
  const row = await cloneFor(services, call, asked)
  await teamFor(services, call, 'jobs.cancel', row.team_id)
  if (row.status === 'completed' || (row.status === 'failed' && row.is_left === 0)) {
    throw new RequestError('CONFLICT', {
      message: `the clone is ${row.status} already`,
      details: { status: row.status },
    })
  }
  const isOver = row.status === 'failed' || row.status === 'cancelled'
  if (isOver && row.is_left === 1) await takeAway(services, call, row, 'cancelled')
  if (!isOver) await cancelJob(services, call, { team: row.team_id, job: row.job_id })
  return cloneOf(await cloneFor(services, call, { ...asked, team: row.team_id }))
}
