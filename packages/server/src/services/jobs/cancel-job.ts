import { RequestError } from '../../errors/request-error.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { endJob } from './end-job.ts'
import { type Job, jobColumns, jobOf } from './job.ts'
import { openInput } from './job-input.ts'
import type { JobServices } from './job-services.ts'
import { noSuchJob } from './no-such-job.ts'

/** From the answer on nothing of it is published; workers that have some of it stop within a beat. Safe to repeat. */
export async function cancelJob(
  services: JobServices,
  call: Call,
  { team: named, job: id }: { readonly team: string; readonly job: string },
): Promise<Job> {
  const { id: team } = await teamFor(services, call, 'jobs.cancel', named)
  const { row, input_sealed } = await change(services, call, team, async (tx, note) => {
    const find = () =>
      tx
        .selectFrom('jobs')
        .select([...jobColumns, 'input_sealed'])
        .where('team_id', '=', team)
        .where('id', '=', id)
        .executeTakeFirst()
    const job = await find()
    if (!job) throw noSuchJob()
    if (job.status === 'completed' || job.status === 'failed') {
      throw new RequestError('CONFLICT', {
        message: `the job is ${job.status} already`,
        details: { status: job.status },
      })
    }
    if (job.status !== 'cancelled') {
      await endJob(tx, note, { team, job: id, kind: job.kind, at: services.now() }, { status: 'cancelled' })
    }
    return { row: (await find()) ?? job, input_sealed: job.input_sealed }
  })
  const kind = services.kinds.get(row.kind)
  if (kind) await kind.discard(team, id, (await openInput(services.sealer, team, id, input_sealed)).input)
  return jobOf(services.sealer, row)
}
