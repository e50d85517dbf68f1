import { createSchedule } from '../src/services/schedules/create-schedule.ts'
import { listRuns } from '../src/services/schedules/list-runs.ts'
import { readSchedule } from '../src/services/schedules/list-schedules.ts'
import type { ScheduleInput } from '../src/services/schedules/schedule-input.ts'
import type { Refreshing, TickServices } from '../src/services/schedules/tick/tick-services.ts'
import { tickTeam } from '../src/services/schedules/tick/tick-team.ts'
import type { Store, TeamTransaction } from '../src/store/store.ts'
import { testServices } from './datasets.ts'
import { server } from './services.ts'

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

/** Mondays at six in Berlin: 2026-06-01T04:00:00Z is the first. */
export const monday = { frequency: 'weekly', dayOfWeek: 1, timeOfDay: '06:00', timezone: 'Europe/Berlin' } as const

/** Teams of their own, each with a schedule of Mondays. */
export async function testScheduled(engine: Store['engine'], name?: string) {
  const shared = await testSchedules(engine, name)
  let number = 0
  /** A team of its own with a schedule, on 2026-05-31. */
  async function scheduled(input: Partial<ScheduleInput> = {}) {
    const team = await shared.newTeam()
    shared.at('2026-05-31T00:00:00Z')
    const name = `weekly ${++number}`
    const { id } = await createSchedule(shared.services, server, { team, name, recurrence: monday, ...input })
    const named = { team, schedule: id }
    return {
      ...shared,
      ...named,
      named,
      tick: (over: Parameters<typeof shared.ticking>[0] = {}) => tickTeam(shared.ticking(over), team),
      end: (run: string, state: Parameters<typeof shared.end>[2], code?: string) => shared.end(team, run, state, code),
      read: () => readSchedule(shared.services, server, named),
      runs: async () => (await listRuns(shared.services, server, { ...named, limit: 100 })).runs,
      /** The oldest first: kind, status and reason. */
      async told() {
        const { runs } = await listRuns(shared.services, server, { ...named, limit: 100 })
        return [...runs]
          .sort((a, b) => (a.occurrence.at + a.id < b.occurrence.at + b.id ? -1 : 1))
          .map(({ occurrence, kind, status, reason }) =>
            [occurrence.at.slice(0, 10), kind, status, ...(reason ? [reason] : [])].join(' '),
          )
      },
      async events(type: string) {
        const rows = await shared.services.store.readTeam(team, (db) =>
          db.selectFrom('events').selectAll().where('type', '=', type).orderBy('position').execute(),
        )
        return rows.map(({ subject, data }) => ({ subject, ...JSON.parse(data) }))
      },
    }
  }
  return { ...shared, scheduled }
}
