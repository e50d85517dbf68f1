import type { Refreshing, TickServices } from '../src/services/schedules/tick/tick-services.ts'
import { tickTeam } from '../src/services/schedules/tick/tick-team.ts'
import type { Store, TeamTransaction } from '../src/store/store.ts'
import { testServices } from './datasets.ts'

type End = 'published' | 'refused' | 'failed' | 'cancelled'

/** Refreshes that make nothing: their rows stand in the store, begun as real ones are, and a test says how they end. */
export function playedRefreshes(store: Pick<Store, 'team'>, clock: () => Promise<Date>) {
  const begun: string[] = []
  const write = (team: string, id: string, work: (tx: TeamTransaction, at: string) => Promise<unknown>) =>
    clock()
      .then((now) => store.team(team, (tx) => work(tx, now.toISOString())))
      .then(() => id)
  const end = (team: string, id: string, state: End, error_code: string | null = null) =>
    write(team, id, (tx, at) =>
      tx
        .updateTable('refreshes')
        .set({ state, error_code, ended_at: at })
        .where('team_id', '=', team)
        .where('id', '=', id)
        .where('state', '=', 'running')
        .execute(),
    )
  const refreshing: Refreshing = {
    async start(_call, { id, team, schedule }) {
      begun.push(id)
      await write(team, id, (tx, at) =>
        tx
          .insertInto('refreshes')
          .values({
            team_id: team,
            id,
            state: 'running',
            together: 1,
            schedule_id: schedule,
            seed_sealed: new Uint8Array(),
            error_code: null,
            reason: null,
            started_by: 'system',
            started_at: at,
            ended_at: null,
          })
          .onConflict((on) => on.columns(['team_id', 'id']).doNothing())
          .execute(),
      )
      return { refresh: id, codes: [] }
    },
    async cancel(_call, { team, refresh }) {
      await end(team, refresh, 'cancelled')
    },
  }
  return { refreshing, end, begun }
}

/** What a look at schedules stands on, over a real store, with a clock that a test sets and refreshes that it ends. */
export async function testSchedules(engine: Store['engine'], name = 'schedules') {
  const { services, clock, team: newTeam } = await testServices(engine, name)
  const team = await newTeam()
  const faults: unknown[] = []
  const played = playedRefreshes(services.store, services.clock)
  const ticking = (over: Partial<TickServices> = {}): TickServices => ({
    ...services,
    refreshing: played.refreshing,
    reportFailure: (_team, thrown) => void faults.push(thrown),
    random: () => 0.5,
    ...over,
  })
  return {
    services,
    clock,
    team,
    newTeam,
    faults,
    ...played,
    ticking,
    tick: (over: Partial<TickServices> = {}) => tickTeam(ticking(over), team),
    /** It is that time now. */
    at(time: string): void {
      clock.ms = Date.parse(time)
    },
  }
}
