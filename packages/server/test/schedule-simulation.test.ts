import { afterAll, describe, expect, test } from 'vitest'
import { createTrail } from '../src/audit/trail.ts'
import { createBell } from '../src/events/bell.ts'
import { isReason } from '../src/scheduler/reasons.ts'
import type { Recurrence } from '../src/scheduler/recurrence.ts'
import { newIds } from '../src/services/new-ids.ts'
import { createSchedule } from '../src/services/schedules/create-schedule.ts'
import { resumeSchedule } from '../src/services/schedules/pause-schedule.ts'
import { runOf, runsOf } from '../src/services/schedules/run.ts'
import { recurrenceOf } from '../src/services/schedules/schedule.ts'
import type { TickServices } from '../src/services/schedules/tick/tick-services.ts'
import { tickTeam } from '../src/services/schedules/tick/tick-team.ts'
import { openStore } from '../src/store/open-store.ts'
import type { Store } from '../src/store/store.ts'
import { enginesAbove } from './above.ts'
import { Dice } from './fuzz/dice.ts'
import { playedRefreshes } from './schedules.ts'
import { server } from './services.ts'
import { testRing, testSealer, testStoreConfig, testTeam } from './store.ts'
import { daysOf, instantOf, segmentsOf } from './zone-oracle.ts'

// Years of schedules in a played time: four processes look at them at once, each with a clock of its own that is up to
// five minutes wrong, and die at any call to the store or to what makes data anew. A number after UNDERSTUDY_OCCURRENCES
// says how many occurrences there are.

const asked = Number(process.env.UNDERSTUDY_OCCURRENCES ?? 60)
const seed = Number(process.env.UNDERSTUDY_SCHEDULE_SEED ?? 1)
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const begin = Date.parse('2026-01-15T10:00:00Z')

describe.each(enginesAbove)('schedules of four processes that die, on %s', async (engine) => {
  const wanted = asked
  const dice = new Dice(seed)
  const config = await testStoreConfig(engine, 'played')
  let ms = begin
  const clock = async () => new Date(ms)
  const slots = await Promise.all([0, 1, 2, 3].map(() => slotOf(config)))
  const store = slots[0]!.store
  const teams = [await testTeam(store), await testTeam(store)]
  const { refreshing, end, begun } = playedRefreshes(store, clock)
  const publishes: string[] = []
  const faults: unknown[] = []
  let deaths = 0

  async function slotOf(place: typeof config) {
    const store = await openStore(place, testRing)
    afterAll(() => store.close())
    return { store, sealer: await testSealer(store) }
  }

  /** A process: at one of its next calls it may be gone, before the call has any effect or after it has all of it. */
  function born(slot: (typeof slots)[number], mortal = true) {
    const skew = dice.whole(-5 * minuteMs, 5 * minuteMs)
    let left = mortal ? dice.whole(1, 60) : Number.POSITIVE_INFINITY
    let die = () => {}
    const died = new Promise<'died'>((resolve) => {
      die = () => resolve('died')
    })
    const never = new Promise<never>(() => {})
    const perhaps = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      left -= 1
      if (left < 0) return never
      if (left > 0) return work()
      deaths += 1
      if (dice.chance(0.5)) await work()
      die()
      return never
    }
    const mortalStore: Store = {
      ...slot.store,
      team: (team, work) => perhaps(() => slot.store.team(team, work)),
      readTeam: (team, work) => perhaps(() => slot.store.readTeam(team, work)),
      readSystem: (work) => perhaps(() => slot.store.readSystem(work)),
    }
    const now = () => new Date(ms + skew)
    const services: TickServices = {
      store: mortalStore,
      sealer: slot.sealer,
      trail: createTrail(slot.sealer),
      bell: createBell(),
      now,
      clock,
      newId: newIds(now),
      random: () => dice.next(),
      reportFailure: (_team, thrown) => void faults.push(thrown),
      refreshing: {
        start: (call, asked) => perhaps(() => refreshing.start(call, asked)),
        cancel: (call, asked) => perhaps(() => refreshing.cancel(call, asked)),
      },
    }
    return { services, died }
  }

  let living = slots.map((slot) => born(slot))
  const immortal = born(slots[0]!, false)

  async function look(team: string): Promise<void> {
    await Promise.all(
      living.map(async ({ services, died }, i) => {
        if (!dice.chance(0.7)) return
        const outcome = await Promise.race([tickTeam(services, team), died])
        if (outcome === 'died') living = living.with(i, born(slots[i]!))
      }),
    )
  }

  /** One schedule has one run under way at a time, whoever looks. */
  async function refreshesUnderWay(team: string) {
    const rows = await store.readTeam(team, (db) =>
      db
        .selectFrom('refreshes')
        .select(['id', 'schedule_id'])
        .where('team_id', '=', team)
        .where('state', '=', 'running')
        .execute(),
    )
    expect(new Set(rows.map(({ schedule_id }) => schedule_id)).size).toBe(rows.length)
    return rows
  }

  async function endSome(team: string, share: number): Promise<void> {
    for (const { id } of await refreshesUnderWay(team)) {
      if (!dice.chance(share)) continue
      const state = dice.pick(['published', 'published', 'published', 'published', 'refused', 'failed'] as const)
      await end(team, id, state)
      const ended = await store.readTeam(team, (db) =>
        db.selectFrom('refreshes').select('state').where('team_id', '=', team).where('id', '=', id).executeTakeFirst(),
      )
      if (ended?.state === 'published') publishes.push(id)
    }
  }

  const schedulesOf = (team: string) =>
    store.readTeam(team, (db) => db.selectFrom('schedules').selectAll().where('team_id', '=', team).execute())
  const decided = async () => {
    const counts = await Promise.all(
      teams.map((team) =>
        store.readTeam(team, (db) =>
          db
            .selectFrom('schedule_runs')
            .select(({ fn }) => fn.countAll<number | string | bigint>().as('count'))
            .where('team_id', '=', team)
            .executeTakeFirstOrThrow(),
        ),
      ),
    )
    return counts.reduce((sum, { count }) => sum + Number(count), 0)
  }

  test(`${wanted} occurrences: each is decided once, begun once, published once at most, or skipped for a reason`, async () => {
    for (const team of teams) {
      for (let i = 0; i < 5; i++) {
        await createSchedule(immortal.services, server, {
          team,
          name: `schedule ${i}`,
          recurrence: anyRecurrence(),
          policies: {
            missed: dice.pick(['skip', 'once', 'all'] as const),
            missedWithinHours: dice.whole(1, 1000),
            missedAtMost: dice.whole(1, 4),
            overlap: dice.pick(['skip', 'queueOne', 'cancelPrevious'] as const),
            graceMinutes: dice.whole(1, 60),
            pauseAfterFailures: dice.pick([null, 2, 3]),
          },
        })
      }
    }
    while ((await decided()) < wanted) {
      await pass()
      for (const team of teams) {
        await look(team)
        await Promise.all([look(team), endSome(team, 0.5)])
        await look(team)
        for (const { id, status } of await schedulesOf(team)) {
          if (status === 'paused' && dice.chance(0.2)) {
            await resumeSchedule(immortal.services, server, { team, schedule: id })
          }
        }
      }
    }
    // What the dead have left is taken up, and comes to its end.
    for (let round = 0; round < 12; round++) {
      ms += 61_000
      for (const team of teams) {
        await tickTeam(immortal.services, team)
        await endSome(team, 1)
        await tickTeam(immortal.services, team)
      }
    }
    expect(deaths).toBeGreaterThan(wanted / 20)
    expect(faults).toEqual([])
    await judge()
  }, 3_600_000)

  /** Mostly until something is due; sometimes nobody is there for weeks, sometimes the clock is put back. */
  async function pass(): Promise<void> {
    const chance = dice.next()
    if (chance < 0.08) ms += dice.whole(1, 25 * 24) * hourMs
    else if (chance < 0.12) ms -= dice.whole(0, 5 * 60) * 1000
    else if (chance < 0.3) ms += dice.whole(1, 120) * 1000
    else {
      const all = (await Promise.all(teams.map(schedulesOf))).flat()
      const next = Math.min(...all.flatMap(({ next_at }) => (next_at === null ? [] : [Date.parse(next_at)])))
      ms = Math.max(ms, next) + dice.whole(0, 40) * 1000
    }
  }

  async function judge(): Promise<void> {
    for (const team of teams) {
      const rows = await store.readTeam(team, (db) => runsOf(db, team).execute())
      const runs = rows.map(runOf)
      // What a run is said to have come to is what its refresh has come to.
      for (const { state, refresh_state } of rows) if (refresh_state !== null) expect(state).toBe(refresh_state)
      for (const { status, reason, refresh, id } of runs) {
        expect(['published', 'refused', 'failed', 'cancelled', 'skipped']).toContain(status)
        if (status === 'skipped') expect(isReason(reason ?? '')).toBe(true)
        // What was not done has begun nothing.
        if (status === 'skipped' || refresh === null) expect(begun).not.toContain(id)
        expect(publishes.filter((one) => one === id)).toHaveLength(status === 'published' ? 1 : 0)
      }
      for (const schedule of await schedulesOf(team)) {
        const its = runs.filter((run) => run.schedule === schedule.id)
        const found = its.map(({ occurrence }) => occurrence.at).sort()
        expect(found).toEqual(occurrencesOf(recurrenceOf(schedule), Date.parse(schedule.decided_at)))
      }
    }
    const ids = publishes.length
    expect(new Set(publishes).size).toBe(ids)
    expect(ids).toBeGreaterThan(wanted / 10)
  }

  /** By looking at every day and at the clocks. */
  function occurrencesOf(rule: Recurrence, until: number): string[] {
    const segments = segmentsOf(rule.timezone, begin - 5 * dayMs, until + 5 * dayMs)
    const [hour = 0, minute = 0] = rule.timeOfDay.split(':').map(Number)
    return daysOf(rule, Date.parse('2026-01-10'), until + 2 * dayMs)
      .map((day) => instantOf(segments, day + (hour * 60 + minute) * minuteMs).at)
      .filter((at) => at > begin && at <= until)
      .map((at) => new Date(at).toISOString())
  }

  function anyRecurrence(): Recurrence {
    const timezone = dice.pick(['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC'])
    const timeOfDay = dice.pick(['01:30', '02:15', '02:30', '06:00', '23:59'])
    const dayOfWeek = dice.pick([7, 7, dice.whole(1, 7)])
    return dice.pick([
      { frequency: 'weekly', dayOfWeek, timeOfDay, timezone },
      { frequency: 'weekly', dayOfWeek, timeOfDay, timezone },
      { frequency: 'biweekly', dayOfWeek, anchor: '2026-01-01', timeOfDay, timezone },
      { frequency: 'monthly', dayOfMonth: dice.whole(1, 31), timeOfDay, timezone },
      { frequency: 'monthly', dayOfWeek, week: 'last', timeOfDay, timezone },
    ] satisfies Recurrence[])
  }
})
