import { describe, expect, test } from 'vitest'
import { above } from '../../../../test/above.ts'
import { testScheduled } from '../../../../test/schedules.ts'
import { server } from '../../../../test/services.ts'
import { engines } from '../../../../test/store.ts'
import { RequestError } from '../../../errors/request-error.ts'
import { resumeSchedule } from '../pause-schedule.ts'

describe.each(engines)('what is due on %s', async (engine) => {
  const { testAbove } = above(engine)
  const shared = await testScheduled(engine, 'due')
  const { scheduled } = shared

  testAbove('what is due is begun once, published, and the next is a week later', async () => {
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

  testAbove('all that was missed is done one after the other', async () => {
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

  testAbove('a dataset that somebody else makes anew: skipped, or waited for', async () => {
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

  testAbove('so many failures one after the other pause it, and somebody is told; a success begins anew', async () => {
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

  testAbove(
    'what cannot be begun has failed with its code; what the server fails at is tried again, later each time',
    async () => {
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
    },
  )

  testAbove('rules of time zones that are newer are reckoned by: what was decided is not decided again', async () => {
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

  testAbove('a clock that is put back does nothing twice, one that jumps ahead is what was missed', async () => {
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
})
