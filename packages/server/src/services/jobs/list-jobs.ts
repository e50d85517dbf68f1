import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { datasetOfJob } from './dataset-of-job.ts'
import { type Job, jobColumns, jobOf } from './job.ts'

export interface JobQuery {
  readonly team: string
  readonly status: Job['status'] | undefined
  readonly kind: string | undefined
  /** The id of the last one of the page before: ids sort by when they were made. */
  readonly before: string | undefined
  readonly limit: number
}

/** With the dataset that it is about, where it is about one. */
export type JobListed = Job & { readonly dataset: string | null }

/** The newest first. */
export async function listJobs(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: named, status, kind, before, limit }: JobQuery,
): Promise<{ readonly jobs: JobListed[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'jobs.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    let query = db.selectFrom('jobs').select(jobColumns).select('input_sealed').where('team_id', '=', team)
    if (status !== undefined) query = query.where('status', '=', status)
    if (kind !== undefined) query = query.where('kind', '=', kind)
    if (before !== undefined) query = query.where('id', '<', before)
    return query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const jobs = await Promise.all(
    rows.slice(0, limit).map(async ({ input_sealed, ...row }) => {
      const job = await jobOf(services.sealer, row)
      return { ...job, dataset: await datasetOfJob(services.sealer, team, job, input_sealed) }
    }),
  )
  return { jobs, next: rows.length > limit ? jobs.at(-1)!.id : null }
}
