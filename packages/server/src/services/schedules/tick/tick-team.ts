import { decideSchedules } from './decide-schedules.ts'
import { settleRuns } from './settle-runs.ts'
import { startRuns } from './start-runs.ts'
import type { TickServices } from './tick-services.ts'

export interface Looked {
  /** When there is something to do at the latest; undefined where nothing is planned. */
  readonly wakeAt: Date | undefined
  /** Runs are under way: their end is seen by looking. */
  readonly watch: boolean
}

/**
 * One look at the schedules of a team: what has ended is settled, what is due is decided, what has its turn is begun. Any
 * number of processes may look at once, and die at any point: what they leave stands in the store.
 */
export async function tickTeam(
  services: TickServices,
  team: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Looked> {
  await settleRuns(services, team, signal)
  await decideSchedules(services, team, signal)
  await startRuns(services, team, signal)
  return services.store.readTeam(team, async (db) => {
    const schedule = await db
      .selectFrom('schedules')
      .select('next_at')
      .where('team_id', '=', team)
      .where('removed_at', 'is', null)
      .where('next_at', 'is not', null)
      .orderBy('next_at')
      .executeTakeFirst()
    const open = await db
      .selectFrom('schedule_runs')
      .select(['state', 'lease_until'])
      .where('team_id', '=', team)
      .where('state', 'in', ['waiting', 'starting', 'running'])
      .execute()
    const times = [schedule?.next_at, ...open.map(({ lease_until }) => lease_until)].flatMap((time) =>
      time ? [Date.parse(time)] : [],
    )
    return { wakeAt: times.length === 0 ? undefined : new Date(Math.min(...times)), watch: open.length > 0 }
  })
}
