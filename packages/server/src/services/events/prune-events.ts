import type { Services } from '../call.ts'

/** Takes away events that are older than `before` and that no delivery waits for. A stream that resumes there is told. */
export async function pruneEvents({ store }: Pick<Services, 'store'>, before: Date): Promise<void> {
  const time = before.toISOString()
  for (const team of await store.places()) {
    const some = await store.readTeam(team, (db) =>
      db.selectFrom('events').select('position').where('team_id', '=', team).where('at', '<', time).limit(1).execute(),
    )
    if (some.length === 0) continue
    await store.team(team, async (tx) => {
      const waiting = await tx
        .selectFrom('deliveries')
        .where('team_id', '=', team)
        .where('status', '=', 'pending')
        .select(({ fn }) => fn.min('event_position').as('first'))
        .executeTakeFirst()
      const old = await tx
        .selectFrom('events')
        .where('team_id', '=', team)
        .where('at', '<', time)
        .select(({ fn }) => fn.max('position').as('last'))
        .executeTakeFirst()
      if (old?.last == null) return
      const until = waiting?.first == null ? Number(old.last) : Math.min(Number(old.last), Number(waiting.first) - 1)
      await tx.deleteFrom('deliveries').where('team_id', '=', team).where('event_position', '<=', until).execute()
      await tx.deleteFrom('events').where('team_id', '=', team).where('position', '<=', until).execute()
    })
  }
}
