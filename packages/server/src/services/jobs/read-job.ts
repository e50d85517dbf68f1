import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Job, jobColumns, jobOf } from './job.ts'
import { noSuchJob } from './no-such-job.ts'

export interface JobLine {
  readonly at: string
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}
export interface JobDetail extends Job {
  readonly partitions: { readonly total: number; readonly completed: number; readonly running: number }
  readonly log: readonly JobLine[]
}

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
      .where('team_id', '=', team)
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw noSuchJob()
    const all = await db
      .selectFrom('job_partitions')
      .select('status')
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
      ...(await jobOf(services.sealer, row)),
      partitions: {
        total: parts.length,
        completed: count('completed'),
        running: row.status === 'running' ? count('running') : 0,
      },
      log,
    }
  })
}
