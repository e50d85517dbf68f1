import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { openInput } from '../jobs/job-input.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { teamFor } from '../teams/team-for.ts'
import { findRefresh, type Refresh } from './refresh.ts'
import { type StoppedJob, stopRefresh } from './stop-refresh.ts'

/** From the answer on nothing of it is published. Safe to repeat. */
export async function cancelRefresh(
  services: JobServices,
  call: Call,
  { team: named, refresh: id }: { readonly team: string; readonly refresh: string },
): Promise<Refresh> {
  const { id: team } = await teamFor(services, call, 'jobs.cancel', named)
  const { refresh, jobs } = await change(services, call, team, async (tx, note) => {
    const refresh = await findRefresh(tx, team, id)
    const { state } = refresh
    if (state === 'cancelled') return { refresh, jobs: [] }
    if (state !== 'running') {
      throw new RequestError('CONFLICT', { message: `the refresh has ended: it is ${state}`, details: { state } })
    }
    const reason = 'it was cancelled'
    const jobs = await stopRefresh(tx, note, {
      team,
      refresh,
      state: 'cancelled',
      errorCode: null,
      reason,
      at: services.now(),
    })
    return { refresh: await findRefresh(tx, team, id), jobs }
  })
  await discardJobs(services, team, jobs)
  return refresh
}

/** What the jobs had made. Where the process ends before, what they left is swept. */
export async function discardJobs(services: JobServices, team: string, jobs: readonly StoppedJob[]): Promise<void> {
  for (const { id, kind, input_sealed } of jobs) {
    const { input } = await openInput(services.sealer, team, id, input_sealed)
    await services.kinds.get(kind)?.discard(team, id, input)
  }
}
