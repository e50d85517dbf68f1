import type { Services } from '../call.ts'

/** Forgets jobs that ended before then, with their logs and what they were to do. What they made stays. */
export async function pruneJobs({ store }: Pick<Services, 'store'>, before: Date, signal: AbortSignal): Promise<void> {
  for (const team of await store.places()) {
    if (signal.aborted) return
    await store.team(team, async (tx) => {
      const old = tx
        .selectFrom('jobs')
        .select('id')
        .where('team_id', '=', team)
        .where('finished_at', '<', before.toISOString())
      // A younger one that did it again is told of no longer as a second try.
      await tx
        .updateTable('jobs')
        .set({ retry_of: null })
        .where('team_id', '=', team)
        .where('retry_of', 'in', old)
        .execute()
      await tx.deleteFrom('jobs').where('team_id', '=', team).where('finished_at', '<', before.toISOString()).execute()
    })
  }
}
