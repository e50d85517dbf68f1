import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Job, jobColumns, jobOf } from './job.ts'

export interface JobQuery {
  readonly team: string
  readonly status: Job['status'] | undefined
  readonly kind: string | undefined
  /** The id of the last one of the page before: ids sort by when they were made. */
  readonly before: string | undefined
  readonly limit: number
}

/** The newest first. */
export async function listJobs(
  services: Pick<Services, 'store' | 'sealer'>,
  call: Call,
  { team: named, status, kind, before, limit }: JobQuery,
): Promise<{ readonly jobs: Job[]; readonly next: string | null }> {
  const { id: team } = await teamFor(services, call, 'jobs.read', named)
  const rows = await services.store.readTeam(team, (db) => {
    let query = db.selectFrom('jobs').select(jobColumns).where('team_id', '=', team)
    if (status !== undefined) query = query.where('status', '=', status)
    if (kind !== undefined) query = query.where('kind', '=', kind)
    if (before !== undefined) query = query.where('id', '<', before)
    return query
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute()
  })
  const jobs = await Promise.all(rows.slice(0, limit).map((row) => jobOf(services.sealer, row)))
  return { jobs, next: rows.length > limit ? jobs.at(-1)!.id : null }
}
