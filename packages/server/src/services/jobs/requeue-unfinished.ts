import type { JobServices } from './job-services.ts'

/**
 * A job is a row of its team before its partitions are in the queue, and a process may die in between. Whatever is not
 * done is enqueued here once more; what is there already stays as it is. Run at the start of workers and now and then.
 */
export async function requeueUnfinished(
  { store, queue, kinds }: Pick<JobServices, 'store' | 'queue' | 'kinds'>,
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
        .select(['job_id', 'partition', 'jobs.kind'])
        .where('jobs.team_id', '=', team)
        .where('jobs.status', 'in', ['pending', 'running'])
        .where('job_partitions.status', '<>', 'completed')
        .orderBy('partition')
        .execute(),
    )
    const unfinished = new Map<string, typeof rows>()
    for (const row of rows) unfinished.set(row.job_id, [...(unfinished.get(row.job_id) ?? []), row])
    for (const [job, [first, ...rest]] of unfinished) {
      if (first === undefined) continue
      // The finish, which is the last, is due when it is the only one; places of helpers are offered by whoever leads.
      const others = kinds.get(first.kind)?.help ? [] : rest.slice(0, -1)
      await queue.enqueue(
        team,
        job,
        [first, ...others].map(({ partition }) => partition),
      )
    }
  }
}
