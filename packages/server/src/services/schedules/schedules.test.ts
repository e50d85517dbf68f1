import { describe, expect, test } from 'vitest'
import { testSchedules } from '../../../test/schedules.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { RequestError } from '../../errors/request-error.ts'
import { backfill } from './backfill.ts'
import { readCalendar } from './calendar.ts'
import { createSchedule } from './create-schedule.ts'
import { listRuns } from './list-runs.ts'
import { listSchedules, readSchedule } from './list-schedules.ts'
import { pauseSchedule, resumeSchedule } from './pause-schedule.ts'
import { nextOfSchedule } from './preview.ts'
import { removeSchedule } from './remove-schedule.ts'
import { runNow } from './run-now.ts'
import type { ScheduleInput } from './schedule-input.ts'
import { tickTeam } from './tick/tick-team.ts'
import { updateSchedule } from './update-schedule.ts'

/** Mondays at six in Berlin: 2026-06-01T04:00:00Z is the first. */
const monday = { frequency: 'weekly', dayOfWeek: 1, timeOfDay: '06:00', timezone: 'Europe/Berlin' } as const

describe.each(engines)('schedules on %s', async (engine) => {
  const shared = await testSchedules(engine)
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

  test('what is due is begun once, published, and the next is a week later', async () => {
    const { at, tick, runs, end, read, events, schedule } = await scheduled()
    expect(await tick()).toEqual({ wakeAt: new Date('2026-06-01T04:00:00Z'), watch: false })
    expect(await runs()).toEqual([])
    at('2026-06-01T04:00:00Z')
    await tick()
    const [run] = await runs()
    expect(run).toMatchObject({
      schedule,
      kind: 'scheduled',
      status: 'running',
      reason: null,
      lateSeconds: 0,
      occurrence: { at: '2026-06-01T04:00:00.000Z', local: '2026-06-01T06:00:00', timezone: 'Europe/Berlin' },
      refresh: run!.id,
      attempt: 1,
    })
    await tick()
    await end(run!.id, 'published')
    // Nobody has looked yet, and it is told already.
    expect((await runs())[0]).toMatchObject({ status: 'published', endedAt: '2026-06-01T04:00:00.000Z' })
    await tick()
    expect(await runs()).toMatchObject([{ id: run!.id, status: 'published', refresh: run!.id }])
    expect((await read()).next).toMatchObject({ at: '2026-06-08T04:00:00.000Z', planned: '2026-06-08T06:00' })
    const about = { subject: `run:${run!.id}`, schedule, kind: 'scheduled', occurrence: '2026-06-01T04:00:00.000Z' }
    expect(await events('run.started')).toEqual([expect.objectContaining(about)])
    expect(await events('run.published')).toEqual([expect.objectContaining(about)])
  })

  test('of processes that look at the same time one begins it', async () => {
    const { at, tick, begun, runs } = await scheduled()
    at('2026-06-01T04:00:00Z')
    const before = begun.length
    await Promise.all(Array.from({ length: 5 }, () => tick()))
    expect(begun.length - before).toBe(1)
    expect(await runs()).toMatchObject([{ status: 'running', attempt: 1 }])
  })

  test('a process that dies between the decision and the refresh leaves it to the next, under the same id', async () => {
    const { at, tick, runs, begun, clock, told, end } = await scheduled()
    at('2026-06-01T04:00:00Z')
    const dead = new Promise<never>(() => {})
    const before = begun.length
    // It has begun the refresh and never comes back; the other knows nothing of that.
    void tick({
      refreshing: {
        ...shared.refreshing,
        start: async (call, wanted) => {
          await shared.refreshing.start(call, wanted)
          return dead
        },
      },
    })
    await expect.poll(() => begun.length).toBe(before + 1)
    expect(await runs()).toMatchObject([{ status: 'starting', attempt: 1 }])
    clock.pass(59)
    await tick()
    expect(await runs()).toMatchObject([{ status: 'starting', attempt: 1 }])
    clock.pass(2)
    await tick()
    const [run] = await runs()
    expect(run).toMatchObject({ status: 'running', attempt: 2, refresh: begun.at(-1) })
    expect(begun.slice(before)).toEqual([run!.id, run!.id])
    await end(run!.id, 'published')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled published'])
  })

  test.each([
    [
      'skip',
      [
        '2026-06-01 scheduled skipped missed',
        '2026-06-08 scheduled skipped missed',
        '2026-06-15 scheduled skipped missed',
      ],
    ],
    [
      'once',
      [
        '2026-06-01 scheduled skipped outside-window',
        '2026-06-08 scheduled skipped superseded',
        '2026-06-15 catchup running missed',
      ],
    ],
    [
      'all',
      [
        '2026-06-01 scheduled skipped outside-window',
        '2026-06-08 catchup running missed',
        '2026-06-15 catchup waiting missed',
      ],
    ],
  ] as const)('what no server was there for: %s', async (missed, expected) => {
    const { at, tick, told, read } = await scheduled({ policies: { missed, missedWithinHours: 24 * 10 } })
    at('2026-06-15T12:00:00Z')
    await tick()
    expect(await told()).toEqual(expected)
    expect((await read()).next?.at).toBe('2026-06-22T04:00:00.000Z')
  })

  test('all that was missed is done one after the other', async () => {
    const { at, tick, told, runs, end } = await scheduled({ policies: { missed: 'all', missedWithinHours: 8000 } })
    at('2026-06-15T12:00:00Z')
    for (let round = 0; round < 3; round++) {
      await tick()
      const running = (await runs()).filter(({ status }) => status === 'running')
      expect(running).toHaveLength(1)
      await end(running[0]!.id, 'published')
    }
    await tick()
    expect(await told()).toEqual(
      ['2026-06-01', '2026-06-08', '2026-06-15'].map((day) => `${day} catchup published missed`),
    )
  })

  test.each([
    [
      'skip',
      ['2026-06-01 scheduled running', '2026-06-08 scheduled skipped overlap', '2026-06-15 scheduled skipped overlap'],
    ],
    [
      'queueOne',
      [
        '2026-06-01 scheduled running',
        '2026-06-08 scheduled waiting queued',
        '2026-06-15 scheduled skipped queue-full',
      ],
    ],
    [
      'cancelPrevious',
      [
        '2026-06-01 scheduled cancelled cancelled-for-next',
        '2026-06-08 scheduled cancelled cancelled-for-next',
        '2026-06-15 scheduled running cancels-previous',
      ],
    ],
  ] as const)('while the run before is under way: %s', async (overlap, expected) => {
    const { at, tick, told, read } = await scheduled({ policies: { overlap } })
    for (const day of ['01', '08', '15']) {
      at(`2026-06-${day}T04:00:00Z`)
      await tick()
    }
    for (let round = 0; round < 3; round++) await tick()
    expect(await told()).toEqual(expected)
    // What the next run has cancelled is no failure.
    expect((await read()).failures).toBe(0)
  })

  test('one that is to be cancelled and was begun by a process that died is cancelled, and publishes nothing', async () => {
    const { at, tick, runs, told, begun, services, team } = await scheduled({ policies: { overlap: 'cancelPrevious' } })
    at('2026-06-01T04:00:00Z')
    const count = begun.length
    void tick({
      refreshing: {
        ...shared.refreshing,
        start: async (...asked) => {
          await shared.refreshing.start(...asked)
          return new Promise<never>(() => {})
        },
      },
    })
    await expect.poll(() => begun.length).toBe(count + 1)
    at('2026-06-08T04:00:00Z')
    for (let round = 0; round < 3; round++) await tick()
    expect(await told()).toEqual([
      '2026-06-01 scheduled cancelled cancelled-for-next',
      '2026-06-08 scheduled running cancels-previous',
    ])
    expect((await runs()).at(-1)).toMatchObject({ refresh: begun[count] })
    const refresh = await services.store.readTeam(team, (db) =>
      db.selectFrom('refreshes').select('state').where('id', '=', begun[count]!).executeTakeFirst(),
    )
    expect(refresh?.state).toBe('cancelled')
  })

  test('a dataset that somebody else makes anew: skipped, or waited for', async () => {
    const other = () => {
      throw new RequestError('CONFLICT', { message: 'it is being made anew already', details: { refresh: 'other' } })
    }
    const busy = { refreshing: { start: other, cancel: async () => {} } }
    const skipping = await scheduled()
    skipping.at('2026-06-01T04:00:00Z')
    await skipping.tick(busy)
    expect(await skipping.runs()).toMatchObject([{ status: 'skipped', reason: 'overlap', refresh: 'other' }])
    const waiting = await scheduled({ policies: { overlap: 'queueOne' } })
    waiting.at('2026-06-01T04:00:00Z')
    await waiting.tick(busy)
    expect(await waiting.runs()).toMatchObject([{ status: 'waiting', reason: 'queued', attempt: 0 }])
    await waiting.tick()
    expect(await waiting.told()).toEqual(['2026-06-01 scheduled waiting queued'])
    waiting.clock.pass(16)
    await waiting.tick()
    expect(await waiting.told()).toEqual(['2026-06-01 scheduled running queued'])
  })

  test('while it is paused each occurrence is recorded and none is done; then it goes on from now', async () => {
    const { at, tick, told, read, services, named, events } = await scheduled()
    const paused = await pauseSchedule(services, server, named)
    expect(paused).toMatchObject({ status: 'paused', paused: { reason: 'by-hand', by: 'system' }, next: null })
    expect(await pauseSchedule(services, server, named)).toEqual(paused)
    at('2026-06-01T04:00:10Z')
    await tick()
    // No look comes in between: resuming itself records it.
    at('2026-06-09T04:00:00Z')
    const resumed = await resumeSchedule(services, server, named)
    expect(resumed).toMatchObject({ status: 'active', paused: null, next: { at: '2026-06-15T04:00:00.000Z' } })
    expect(resumed).toEqual(await read())
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped paused', '2026-06-08 scheduled skipped paused'])
    expect(await events('run.skipped')).toMatchObject([{ reason: 'paused' }, { reason: 'paused' }])
    expect(await resumeSchedule(services, server, named)).toEqual(resumed)
  })

  test('so many failures one after the other pause it, and somebody is told; a success begins anew', async () => {
    const { at, tick, runs, end, read, events, told, services, named } = await scheduled({
      policies: { pauseAfterFailures: 2, overlap: 'queueOne' },
    })
    const week = async (day: string, state: 'published' | 'failed' | 'refused') => {
      at(`2026-06-${day}T04:00:00Z`)
      await tick()
      await end((await runs())[0]!.id, state, state === 'failed' ? 'CAPACITY_EXCEEDED' : undefined)
      await tick()
    }
    await week('01', 'failed')
    expect((await runs())[0]).toMatchObject({ status: 'failed', errorCode: 'CAPACITY_EXCEEDED' })
    await week('08', 'published')
    await week('15', 'refused')
    expect(await read()).toMatchObject({ status: 'active', failures: 1 })
    await week('22', 'failed')
    expect(await read()).toMatchObject({ status: 'paused', failures: 2, paused: { reason: 'failures', by: 'system' } })
    expect(await events('schedule.paused')).toMatchObject([{ failures: 2, reason: 'failures' }])
    at('2026-06-29T04:00:00Z')
    await tick()
    expect((await told()).at(-1)).toBe('2026-06-29 scheduled skipped paused')
    expect(await resumeSchedule(services, server, named)).toMatchObject({ status: 'active', failures: 0 })
  })

  test('what cannot be begun has failed with its code; what the server fails at is tried again, later each time', async () => {
    const refused = await scheduled()
    refused.at('2026-06-01T04:00:00Z')
    const archived = () => Promise.reject(new RequestError('NOT_REFRESHABLE', { message: 'no' }))
    await refused.tick({ refreshing: { start: archived, cancel: async () => {} } })
    expect(await refused.runs()).toMatchObject([
      { status: 'failed', reason: 'not-startable', errorCode: 'NOT_REFRESHABLE', refresh: null },
    ])
    const nothing = await scheduled()
    nothing.at('2026-06-01T04:00:00Z')
    const none = async () => ({ refresh: null, codes: ['NOT_REFRESHABLE'] })
    await nothing.tick({ refreshing: { start: none, cancel: async () => {} } })
    expect(await nothing.runs()).toMatchObject([{ status: 'failed', reason: 'nothing-to-refresh' }])

    const broken = await scheduled()
    const { at, tick, runs, faults, clock } = broken
    at('2026-06-01T04:00:00Z')
    const before = faults.length
    const fault = { refreshing: { start: () => Promise.reject(new Error('no connection')), cancel: async () => {} } }
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await runs())[0]?.status).not.toBe('failed')
      await tick(fault)
      await tick(fault)
      expect((await runs())[0]).toMatchObject({ attempt })
      clock.pass(300)
    }
    expect(await runs()).toMatchObject([{ status: 'failed', reason: 'start-failed', attempt: 5 }])
    expect(faults.length - before).toBe(5)

    // It has begun before the server failed: what it comes to is what counts.
    const begun = await scheduled()
    begun.at('2026-06-01T04:00:00Z')
    const late = {
      refreshing: {
        ...shared.refreshing,
        start: async (...asked: Parameters<typeof shared.refreshing.start>) => {
          await shared.refreshing.start(...asked)
          throw new Error('no connection')
        },
      },
    }
    for (let attempt = 1; attempt <= 5; attempt++) {
      await begun.tick(late)
      clock.pass(300)
    }
    expect(await begun.runs()).toMatchObject([{ status: 'running', attempt: 5 }])
    await begun.end((await begun.runs())[0]!.id, 'published')
    await begun.tick()
    expect(await begun.told()).toEqual(['2026-06-01 scheduled published'])
    faults.length = 0
  })

  test('one that is changed at the minute it is due does not run by the old recurrence, which is recorded', async () => {
    const { at, tick, told, services, named, read } = await scheduled()
    at('2026-06-01T04:00:20Z')
    const recurrence = { ...monday, timeOfDay: '06:05' }
    const changed = await updateSchedule(services, server, named, { recurrence })
    expect(changed.next).toMatchObject({ at: '2026-06-01T04:05:00.000Z' })
    await tick()
    at('2026-06-01T04:05:00Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped changed', '2026-06-01 scheduled running'])
    // Back to a time that was decided: not once more.
    expect((await updateSchedule(services, server, named, { recurrence: monday })).next?.at).toBe(
      '2026-06-08T04:00:00.000Z',
    )
    // What leaves the times as they are leaves what is due.
    at('2026-06-08T04:00:10Z')
    await updateSchedule(services, server, named, { name: 'another', policies: { overlap: 'queueOne' } })
    await tick()
    expect((await told()).at(-1)).toBe('2026-06-08 scheduled waiting queued')
    expect(await read()).toMatchObject({ name: 'another', policies: { overlap: 'queueOne', missed: 'once' } })
  })

  test('somebody asks for a run, of one that is paused too; runs of one schedule take turns', async () => {
    const { at, tick, services, named, end, runs, told } = await scheduled()
    at('2026-06-02T10:00:00Z')
    await pauseSchedule(services, server, named)
    const [first, second] = [await runNow(services, server, named), await runNow(services, server, named)]
    expect(first).toMatchObject({ kind: 'manual', status: 'waiting', reason: 'by-hand', decidedBy: 'system' })
    expect(first.occurrence).toMatchObject({ local: '2026-06-02T12:00:00', timezone: 'Europe/Berlin' })
    await tick()
    expect((await runs()).map(({ id, status }) => [id, status]).slice(0, 2)).toEqual([
      [second.id, 'waiting'],
      [first.id, 'running'],
    ])
    await end(first.id, 'published')
    await tick()
    await end(second.id, 'failed')
    await tick()
    expect((await told()).slice(1)).toEqual(['2026-06-02 manual published by-hand', '2026-06-02 manual failed by-hand'])
    for (let asked = 0; asked < 5; asked++) await runNow(services, server, named)
    await expect(runNow(services, server, named)).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('what came to nothing is filled in, one after the other, once', async () => {
    const { at, tick, services, named, end, runs, told } = await scheduled({ policies: { missed: 'skip' } })
    at('2026-06-01T04:00:00Z')
    await tick()
    await end((await runs())[0]!.id, 'published')
    at('2026-06-16T00:00:00Z')
    await tick()
    const asked = { ...named, from: '2026-05-20', to: '2026-07-01' }
    const { runs: made, done } = await backfill(services, server, asked)
    // One is of before the schedule was made.
    expect(made.map(({ occurrence, kind, status }) => `${occurrence.planned} ${kind} ${status}`)).toEqual([
      '2026-05-25T06:00 backfill waiting',
      '2026-06-08T06:00 backfill waiting',
      '2026-06-15T06:00 backfill waiting',
    ])
    expect(done).toBe(1)
    expect(await backfill(services, server, asked)).toEqual({ runs: [], done: 4 })
    for (const { id } of made) {
      await tick()
      await end(id, 'published')
    }
    await tick()
    expect((await told()).filter((one) => one.includes('backfill'))).toEqual([
      '2026-05-25 backfill published by-hand',
      '2026-06-08 backfill published by-hand',
      '2026-06-15 backfill published by-hand',
    ])
    await expect(backfill(services, server, { ...asked, from: '2020-01-01' })).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
    })
  })

  test('in a team that is archived nothing is done, and that is recorded', async () => {
    const { at, tick, told, services, team } = await scheduled()
    const setStatus = (status: 'archived' | 'active') =>
      services.store.system((tx) => tx.updateTable('teams').set({ status }).where('id', '=', team).execute())
    await setStatus('archived')
    at('2026-06-01T04:00:00Z')
    await tick()
    await setStatus('active')
    at('2026-06-08T04:00:00Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled skipped team-archived', '2026-06-08 scheduled running'])
  })

  test('one that is removed is begun no more; what is under way ends, and its history stays', async () => {
    const { at, tick, told, services, named, team, runs, end, clock } = await scheduled()
    at('2026-06-01T04:00:00Z')
    await tick()
    clock.pass(60)
    await runNow(services, server, named)
    await removeSchedule(services, server, named)
    await expect(readSchedule(services, server, named)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    at('2026-06-08T04:00:00Z')
    await end((await runs()).find(({ status }) => status === 'running')!.id, 'published')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled published', '2026-06-01 manual cancelled removed'])
    expect((await listSchedules(services, server, { team, limit: 10 })).schedules).toEqual([])
    expect((await listRuns(services, server, { team, limit: 10 })).runs).toHaveLength(2)
    // Its name may be taken again.
    await createSchedule(services, server, { team, name: `weekly ${number}`, recurrence: monday })
  })

  test('rules of time zones that are newer are reckoned by: what was decided is not decided again', async () => {
    const { at, tick, told, services, team, schedule } = await scheduled()
    at('2026-06-01T04:00:00Z')
    await tick()
    // By what an older process knew of the zone, the next was an hour early.
    await services.store.team(team, (tx) =>
      tx
        .updateTable('schedules')
        .set({ next_at: '2026-06-08T03:00:00.000Z', zone_rules: '2020a' })
        .where('id', '=', schedule)
        .execute(),
    )
    at('2026-06-08T03:00:00Z')
    await tick()
    expect(await told()).toHaveLength(1)
    at('2026-06-08T04:00:00Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled running', '2026-06-08 scheduled skipped overlap'])
  })

  test('a clock that is put back does nothing twice, one that jumps ahead is what was missed', async () => {
    const { at, tick, told, runs, end, team, services } = await scheduled()
    at('2026-06-01T04:00:00Z')
    await tick()
    await end((await runs())[0]!.id, 'published')
    at('2026-05-31T00:00:00Z')
    await tick()
    at('2026-06-01T04:00:01Z')
    await tick()
    expect(await told()).toEqual(['2026-06-01 scheduled published'])
    // Decades at once: every one of them is recorded.
    at('2046-06-01T00:00:00Z')
    await tick()
    const rows = await services.store.readTeam(team, (db) =>
      db.selectFrom('schedule_runs').select('reason').where('team_id', '=', team).execute(),
    )
    expect(rows).toHaveLength(1044)
  })

  test('a calendar has what was and what is to come, of all schedules, in order', async () => {
    const { at, tick, services, team, schedule, named } = await scheduled()
    const { id: monthly } = await createSchedule(services, server, {
      team,
      name: 'monthly',
      recurrence: { frequency: 'monthly', dayOfMonth: 31, timeOfDay: '00:30', timezone: 'America/New_York' },
    })
    at('2026-06-01T04:00:00Z')
    await tick()
    const entries = await readCalendar(services, server, { team, from: '2026-06-01', to: '2026-07-01' })
    expect(entries.map(({ occurrence, run, schedule }) => [occurrence.planned, run?.status ?? null, schedule])).toEqual(
      [
        ['2026-06-01T06:00', 'running', schedule],
        ['2026-06-08T06:00', null, schedule],
        ['2026-06-15T06:00', null, schedule],
        ['2026-06-22T06:00', null, schedule],
        ['2026-06-29T06:00', null, schedule],
        ['2026-06-30T00:30', null, monthly],
      ],
    )
    await pauseSchedule(services, server, named)
    expect(await readCalendar(services, server, { team, from: '2026-06-02', to: '2026-07-01' })).toMatchObject([
      { schedule: monthly, name: 'monthly', run: null },
    ])
    expect((await nextOfSchedule(services, server, { ...named, count: 2 })).occurrences).toMatchObject([
      { planned: '2026-06-08T06:00', note: null },
      { planned: '2026-06-15T06:00' },
    ])
    const wrong = readCalendar(services, server, { team, from: '2026-06-02', to: '2026-06-01' })
    await expect(wrong).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })
})
