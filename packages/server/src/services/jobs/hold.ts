import type { Kysely } from 'kysely'
import type { TeamTables } from '../../store/tables/team-tables.ts'

/** One taking of a partition: it holds until there is a newer one, or until the job ends. */
export interface Hold {
  readonly team: string
  readonly job: string
  readonly partition: number
  readonly fence: number
  /** Which try it is, from 1. */
  readonly tries: number
}

/** Somebody else's by now, or nobody's: not a failure of the job. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost'
}

/** Within a transaction that writes, nothing can come between this and the commit. */
export async function requireHold(db: Kysely<TeamTables>, { team, job, partition, fence }: Hold): Promise<void> {
  const held = await db
    .selectFrom('job_partitions')
    .innerJoin('jobs', (join) =>
      join.onRef('jobs.team_id', '=', 'job_partitions.team_id').onRef('jobs.id', '=', 'job_partitions.job_id'),
    )
    .select('jobs.id')
    .where('job_partitions.team_id', '=', team)
    .where('job_id', '=', job)
    .where('partition', '=', partition)
    .where('fence', '=', fence)
    .where('job_partitions.status', '=', 'running')
    .where('jobs.status', '=', 'running')
    .executeTakeFirst()
  if (!held) throw new HoldLost('the partition is no longer held')
}
