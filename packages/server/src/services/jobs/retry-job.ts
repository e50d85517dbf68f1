import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Job } from './job.ts'
import { openInput } from './job-input.ts'
import type { JobServices } from './job-services.ts'
import { noSuchJob } from './no-such-job.ts'
import { startJob } from './start-job.ts'

/** A new job that asks for what the old one asked for; the old one stays in the history. */
export async function retryJob(
  services: JobServices,
  call: Call,
  { team: named, job: id }: { readonly team: string; readonly job: string },
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.start', named)
  const job = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('jobs')
      .select(['kind', 'status', 'attempt', 'input_sealed'])
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (!job) throw noSuchJob()
  const kind = services.kinds.get(job.kind)
  if (!kind || (job.status !== 'failed' && job.status !== 'cancelled')) {
    throw new RequestError('CONFLICT', {
      message: kind
        ? `the job is ${job.status}: only one that failed or was cancelled is done again`
        : 'this server does no jobs of this kind',
      details: { status: job.status, kind: job.kind },
    })
  }
  const { request } = await openInput(services.sealer, team, id, job.input_sealed)
  return startJob(services, call, { team, kind, request, retryOf: { id, attempt: job.attempt } })
}
