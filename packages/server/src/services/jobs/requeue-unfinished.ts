import type { JobServices } from './job-services.ts'

/**
 * A job is a row of its team before its partitions are in the queue, and a process may die in between. Whatever is not
 * done is enqueued here once more; what is there already stays as it is. Run at the start of workers and now and then.
 */
export async function requeueUnfinished(
  { store, queue }: Pick<JobServices, 'store' | 'queue'>,
  signal: AbortSignal,
): Promise<void> {
  for (const team of await store.places()) {
    if (signal.aborted) return
    const rows = await store.readTeam(team, (db) =>
      db
        .selectFrom('job_partitions')
        .innerJoin('jobs', (join) =>
          join.onRef('jobs.team_id', '=', 'job_partitions.team_id').onRef('jobs.id', '=', 'job_partitions.job_id'),
        )
        .select(['job_id', 'partition'])
        .where('jobs.team_id', '=', team)
        .where('jobs.status', 'in', ['pending', 'running'])
        .where('job_partitions.status', '<>', 'completed')
        .orderBy('partition')
        .execute(),
    )
    const unfinished = new Map<string, number[]>()
    for (const { job_id, partition } of rows) {
      unfinished.set(job_id, [...(unfinished.get(job_id) ?? []), partition])
    }
    for (const [job, partitions] of unfinished) {
      // The finish, which is the last, is due when it is the only one.
      await queue.enqueue(team, job, partitions.length === 1 ? partitions : partitions.slice(0, -1))
    }
  }
}
