import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { datasetOfJob } from './dataset-of-job.ts'
import { jobColumns, jobOf } from './job.ts'
import type { JobListed } from './list-jobs.ts'
import { noSuchJob } from './no-such-job.ts'

export interface JobLine {
  readonly at: string
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}
export interface JobPart {
  readonly status: 'pending' | 'running' | 'completed'
  /** From 0 to 1. */
  readonly progress: number
  readonly rows: number
}
export interface JobDetail extends JobListed {
  readonly partitions: { readonly total: number; readonly completed: number; readonly running: number }
  /** The partitions one by one, as far as `mostParts` goes. */
  readonly parts: JobPart[]
  readonly log: readonly JobLine[]
}

const mostParts = 1000

/** A job as it is now, with what it said. */
export async function readJob(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: named, job: id }: { readonly team: string; readonly job: string },
): Promise<JobDetail> {
  const { id: team } = await teamFor(services, call, 'jobs.read', named)
  return services.store.readTeam(team, async (db) => {
    const row = await db
      .selectFrom('jobs')
      .select(jobColumns)
      .select('input_sealed')
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw noSuchJob()
    const { input_sealed, ...listed } = row
    const job = await jobOf(services.sealer, listed)
    const all = await db
      .selectFrom('job_partitions')
      .select(['status', 'progress', 'rows'])
      .where('team_id', '=', team)
      .where('job_id', '=', id)
      .orderBy('partition')
      .execute()
    const log = await db
      .selectFrom('job_log')
      .select(['at', 'level', 'text'])
      .where('team_id', '=', team)
      .where('job_id', '=', id)
      .orderBy('position')
      .execute()
    // The last row is the finish, which is no part of the work.
    const parts = all.slice(0, -1)
    const count = (status: string) => parts.filter((part) => part.status === status).length
    return {
      ...job,
      dataset: await datasetOfJob(services.sealer, team, job, input_sealed),
      partitions: {
        total: parts.length,
        completed: count('completed'),
        running: row.status === 'running' ? count('running') : 0,
      },
      parts: parts.slice(0, mostParts).map(({ status, progress, rows: made }) => ({
        // What was being done when the job ended is done by nobody.
        status: status === 'running' && row.status !== 'running' ? 'pending' : status,
        progress: status === 'completed' ? 1 : progress,
        rows: Number(made),
      })),
      log,
    }
  })
}
